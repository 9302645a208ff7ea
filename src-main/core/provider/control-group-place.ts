/** What a process reads of its own place among the control groups. */
export interface GroupFacts {
  /** `/proc/self/mountinfo`. */
  readonly mounts: string
  /** `/proc/self/cgroup`. */
  readonly own: string
  readonly uid: number
}

/**
 * The folders in which this process might make control groups of the second version, best first: its own group (also of a
 * hybrid hierarchy, where only the unified part counts), then the part of the tree that systemd hands to this user.
 * Whether it may, only trying shows.
 */
export function groupFolders({ mounts, own, uid }: GroupFacts): string[] {
  const path = /^0::(\/.*)$/m.exec(own)?.[1]
  // A group outside of what this process sees, or one that is gone.
  if (path === undefined || path.startsWith('/..') || path.endsWith(' (deleted)')) return []
  const user = new RegExp(`^(.*/user-${uid}\\.slice)(?=/|$)`).exec(path)?.[1]
  const wanted = user === undefined ? [path] : [path, `${user}/user@${uid}.service/app.slice`]
  const mounted = unifiedMounts(mounts)
  const folders = wanted.flatMap((each) => mounted.flatMap((mount) => within(mount, each)))
  return [...new Set(folders)]
}

interface Mount {
  /** Which part of the tree is mounted. */
  readonly root: string
  readonly point: string
}

function unifiedMounts(mounts: string): Mount[] {
  return mounts.split('\n').flatMap((line) => {
    const [before = '', after = ''] = line.split(' - ')
    const [, , , root = '', point = '', options = ''] = before.split(' ')
    if (!after.startsWith('cgroup2 ') || options.split(',').includes('ro')) return []
    return [{ root: unescaped(root), point: unescaped(point) }]
  })
}

/** The system writes blanks and the like as three octal digits. */
function unescaped(path: string): string {
  return path.replace(/\\([0-7]{3})/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 8)))
}

function within({ root, point }: Mount, path: string): string[] {
  if (root === '/') return [path === '/' ? point : point + path]
  if (path === root) return [point]
  return path.startsWith(`${root}/`) ? [point + path.slice(root.length)] : []
}
