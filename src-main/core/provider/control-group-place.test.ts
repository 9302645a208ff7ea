import { expect, test } from 'vitest'
import { groupFolders } from './control-group-place'

const unified = '30 24 0:26 / /sys/fs/cgroup rw,nosuid,relatime shared:4 - cgroup2 cgroup2 rw,nsdelegate'
const hybrid = [
  '34 31 0:29 / /sys/fs/cgroup ro,nosuid - tmpfs tmpfs ro,mode=755',
  '35 34 0:30 / /sys/fs/cgroup/unified rw,relatime shared:10 - cgroup2 cgroup2 rw',
  '36 34 0:31 / /sys/fs/cgroup/memory rw,relatime shared:11 - cgroup cgroup rw,memory',
].join('\n')
const user = (mounts: string, own: string, uid = 1000) => groupFolders({ mounts, own, uid })

test.each<[string, string, string, string[]]>([
  [
    'a desktop session',
    unified,
    '0::/user.slice/user-1000.slice/user@1000.service/app.slice/a.scope\n',
    [
      '/sys/fs/cgroup/user.slice/user-1000.slice/user@1000.service/app.slice/a.scope',
      '/sys/fs/cgroup/user.slice/user-1000.slice/user@1000.service/app.slice',
    ],
  ],
  [
    'a login over the network, whose own group is the system’s',
    unified,
    '0::/user.slice/user-1000.slice/session-3.scope\n',
    [
      '/sys/fs/cgroup/user.slice/user-1000.slice/session-3.scope',
      '/sys/fs/cgroup/user.slice/user-1000.slice/user@1000.service/app.slice',
    ],
  ],
  ['a service', unified, '0::/system.slice/lanekeeper.service\n', ['/sys/fs/cgroup/system.slice/lanekeeper.service']],
  [
    'the unified part of a hybrid hierarchy',
    hybrid,
    '9:name=systemd:/x\n4:memory:/y\n0::/\n',
    ['/sys/fs/cgroup/unified'],
  ],
  ['only groups of the first version', hybrid.split('\n')[2] ?? '', '4:memory:/y\n', []],
  [
    'a container that sees its own part of the tree only',
    '30 24 0:26 /docker/ab /sys/fs/cgroup rw - cgroup2 cgroup2 rw',
    '0::/docker/ab/in\n',
    ['/sys/fs/cgroup/in'],
  ],
  [
    'a container whose own group is outside of what is mounted',
    '30 24 0:26 /docker/ab /sys/fs/cgroup rw - cgroup2 cgroup2 rw',
    '0::/docker/abc\n',
    [],
  ],
  ['a container that may only look', '30 24 0:26 / /sys/fs/cgroup ro,nosuid - cgroup2 cgroup ro', '0::/\n', []],
  ['a group outside of its namespace', unified, '0::/../../other\n', []],
  ['a group that is gone', unified, '0::/system.slice/old.service (deleted)\n', []],
  [
    'a mount point with a blank',
    '30 24 0:26 / /mnt/control\\040groups rw - cgroup2 none rw',
    '0::/a\n',
    ['/mnt/control groups/a'],
  ],
  ['a system without any', '', '', []],
])('where groups may be made is known for %s', (_, mounts, own, folders) => {
  expect(user(mounts, own)).toEqual(folders)
})

test('another user’s part of the tree is not wanted', () => {
  expect(user(unified, '0::/user.slice/user-1000.slice/session-3.scope\n', 1001)).toEqual([
    '/sys/fs/cgroup/user.slice/user-1000.slice/session-3.scope',
  ])
})
