import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { exitCodeOf, followChild, passesOn } from './follow-child.mjs'

const place = { cwd: process.cwd(), env: process.env }
const module = fileURLToPath(new URL('follow-child.mjs', import.meta.url))

/** A parent that follows a child, itself or behind a shell as npm starts it; the child says when it is ready and what ended it. */
function following(childSource: string, startedBy: 'us' | 'a shell') {
  const source = `
    const { followChild } = await import(${JSON.stringify(module)})
    process.exitCode = await followChild(process.execPath, ['-e', ${JSON.stringify(childSource)}], { cwd: '.', env: process.env })`
  const node = [process.execPath, '--input-type=module', '-e', source] as const
  const [command, ...args] = startedBy === 'a shell' ? ['sh', '-c', '"$@"; exit', 'sh', ...node] : node
  const env = { ...process.env, npm_lifecycle_event: 'start' }
  const parent = spawn(command, args, { env, stdio: ['ignore', 'pipe', 'inherit'] })
  let said = ''
  parent.stdout.setEncoding('utf8').on('data', (text: string) => {
    said += text
  })
  return { parent, ready: () => once(parent.stdout, 'data'), ended: () => once(parent, 'close'), said: () => said }
}

describe('a followed program', () => {
  it('hands on its exit code', async () => {
    expect(await followChild(process.execPath, ['-e', 'process.exit(7)'], place)).toBe(7)
  })

  it('is told with one sentence when it cannot be started', async () => {
    await expect(followChild('/nowhere/node', [], place)).rejects.toThrow(
      /^\/nowhere\/node could not be started: .*\.$/,
    )
  })

  it.skipIf(process.platform === 'win32')(
    'gets a request to end once, however often it comes in, and takes its time',
    async () => {
      const { parent, ready, ended, said } = following(
        `
      let times = 0
      process.on('SIGTERM', () => { times += 1; if (times === 1) setImmediate(() => { console.log('ended after ' + times); process.exit(3) }) })
      setInterval(() => {}, 1000)
      console.log('ready')`,
        'us',
      )
      await ready()
      parent.kill('SIGTERM')
      parent.kill('SIGTERM')
      expect(await ended()).toEqual([3, null])
      expect(said()).toBe('ready\nended after 1\n')
    },
  )

  it.skipIf(process.platform === 'win32')(
    'is asked to end when the shell that npm put before its parent is gone',
    async () => {
      const { parent, ready, ended, said } = following(
        `
      process.on('SIGTERM', () => { console.log('asked'); process.exit() })
      setInterval(() => {}, 1000)
      console.log('ready')`,
        'a shell',
      )
      await ready()
      parent.kill('SIGTERM')
      await ended()
      expect(said()).toBe('ready\nasked\n')
    },
  )

  it('learns from its channel that its parent is gone', async () => {
    const { parent, ready, ended, said } = following(
      `
      process.on('disconnect', () => { console.log('alone'); process.exit() })
      console.log('ready')`,
      'us',
    )
    await ready()
    parent.kill('SIGKILL')
    await ended()
    expect(said()).toBe('ready\nalone\n')
  })
})

it('passes on the first signal of its kind and no echo of it, and none on Windows', () => {
  expect(passesOn({ platform: 'linux', sinceMs: Number.POSITIVE_INFINITY })).toBe(true)
  expect(passesOn({ platform: 'linux', sinceMs: 20 })).toBe(false)
  expect(passesOn({ platform: 'win32', sinceMs: Number.POSITIVE_INFINITY })).toBe(false)
})

it('tells a signal the way a shell does', () => {
  expect(exitCodeOf(0, null)).toBe(0)
  expect(exitCodeOf(null, 'SIGKILL')).toBe(137)
})
