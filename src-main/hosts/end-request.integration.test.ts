import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { describe, expect, it, onTestFinished } from 'vitest'

const program = `
  const { onEndRequest } = await import(${JSON.stringify(new URL('end-request.ts', import.meta.url).href)})
  onEndRequest(() => console.log('ending'))
  setInterval(() => {}, 1000)
  console.log('ready')
`

async function child(): Promise<{ child: ChildProcess; line: () => Promise<string> }> {
  const started = spawn(process.execPath, ['--input-type=module', '--eval', program], {
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  })
  onTestFinished(() => void started.kill('SIGKILL'))
  if (!started.stdout) throw new Error('the child has no output')
  const lines = createInterface({ input: started.stdout })[Symbol.asyncIterator]()
  const line = async () => String((await lines.next()).value)
  expect(await line()).toBe('ready')
  return { child: started, line }
}

describe.skipIf(process.platform === 'win32')('a host', () => {
  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const)('is asked to end by %s and ends at once at the second one', async (signal, code) => {
    const { child: host, line } = await child()
    host.kill(signal)
    expect(await line()).toBe('ending')
    host.kill(signal)
    expect((await once(host, 'exit'))[0]).toBe(code)
  })
})

it('a host is asked to end when the program that started it is gone, and still heeds one signal', async () => {
  const { child: host, line } = await child()
  host.disconnect()
  expect(await line()).toBe('ending')
  if (process.platform === 'win32') return
  host.kill('SIGTERM')
  expect(await line()).toBe('ending')
})
