import { expect, it } from 'vitest'
import { runChild } from './run-child.mjs'

const node = (source: string, timeoutMs = 30_000) =>
  runChild(process.execPath, ['-e', source], { cwd: '.', show: false, timeoutMs })

it('gives what a hidden program wrote', async () => {
  expect(await node("console.log('out'); console.error('err')")).toEqual({
    ok: true,
    cause: '',
    code: null,
    output: expect.stringMatching(/out|err/),
  })
})

it('keeps the end of an endless output', async () => {
  const { output } = await node("process.stdout.write('a'.repeat(300000) + 'end')")
  expect(output).toHaveLength(64 * 1024)
  expect(output).toMatch(/aend$/)
})

it('tells apart how a program failed', async () => {
  expect(await node('process.exit(4)')).toMatchObject({ ok: false, cause: 'it ended with exit code 4', code: null })
  expect(await runChild('/nowhere/tool', [], { cwd: '.', show: false })).toMatchObject({
    ok: false,
    cause: expect.stringContaining('ENOENT'),
    code: 'ENOENT',
  })
})

it.skipIf(process.platform === 'win32')('ends a program that takes too long', async () => {
  expect(await node('setInterval(() => {}, 1000)', 100)).toMatchObject({ ok: false, cause: 'it took longer than 0 s' })
})
