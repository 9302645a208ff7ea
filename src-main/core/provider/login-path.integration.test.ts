import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { isOfService, pathIn, withLoginPath } from './login-path'

let folder: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lanekeeper-shell-'))
})

afterEach(() => rm(folder, { recursive: true }))

async function shell(text: string): Promise<string> {
  const path = join(folder, 'shell')
  await writeFile(path, `#!/bin/sh\n${text}\n`)
  await chmod(path, 0o755)
  return path
}

describe.skipIf(process.platform === 'win32')('the PATH of the login shell', () => {
  const environment = { PATH: '/usr/bin:/bin', HOME: '/home/x' }

  test('comes first, without what both have', async () => {
    const asked = await shell('echo hello; PATH=/home/x/bin:/usr/bin; export PATH; /bin/sh -c "$2"; echo bye')
    expect(await withLoginPath(environment, { shell: asked })).toEqual({
      ...environment,
      PATH: '/home/x/bin:/usr/bin:/bin',
    })
  })

  test.each([
    ['a shell that fails', 'exit 3'],
    ['a shell that hangs', 'exec sleep 60'],
    ['a shell that prints something else', 'echo PATH=/wrong'],
  ])('is not taken from %s', async (_name, text) => {
    expect(await withLoginPath(environment, { shell: await shell(text), timeoutMs: 300 })).toBe(environment)
  })

  test('is not asked for when that is switched off, or there is no shell', async () => {
    const off = { ...environment, LANEKEEPER_LOGIN_SHELL: '0' }
    expect(await withLoginPath(off, { shell: await shell('echo') })).toBe(off)
    expect(await withLoginPath(environment, { shell: null })).toBe(environment)
    expect(await withLoginPath(environment, { shell: join(folder, 'nothing') })).toBe(environment)
  })
})

test('only what stands between the marks counts', () => {
  const mark = '__lanekeeper_environment__'
  expect(pathIn(`PATH=/no\n${mark}\nA=1\nPATH=/yes:/too\nB=2\n${mark}\nPATH=/no\n`)).toBe('/yes:/too')
  expect(pathIn(`${mark}\nNOPATH=/x\n${mark}`)).toBeNull()
  expect(pathIn('PATH=/no')).toBeNull()
})

test('the login shell is asked for a service that was given the system’s PATH, and not where somebody set another', () => {
  const systemd = { SYSTEMD_EXEC_PID: '7', PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin' }
  const launchd = { XPC_SERVICE_NAME: 'org.lanekeeper', PATH: '/usr/bin:/bin:/usr/sbin:/sbin' }
  for (const service of [systemd, launchd]) {
    expect(isOfService(service)).toBe(true)
    expect(isOfService({ ...service, PATH: `/opt/node/bin:${service.PATH}` })).toBe(false)
    expect(isOfService({ ...service, TERM: 'xterm' })).toBe(false)
  }
  expect(isOfService({ PATH: '/usr/bin:/bin' })).toBe(false)
})
