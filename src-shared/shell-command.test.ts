import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Invocation } from './invocation'
import { isIncomplete, quoted, shellCommand } from './shell-command'

const record: Invocation = {
  ...{ id: 'inv-0001', lane: 'queue', itemId: 'i', itemFile: 'f', attempt: 1, agent: 'a', provider: 'p', model: null },
  ...{ argv: ['/bin/claude', '-p', '--session-id', 's-1'], cwd: "/it's here", promptPath: '/i/prompt.md' },
  ...{ contextPath: '', status: 'succeeded', pid: 1, processStartedAt: null, startedAt: 0, endedAt: 1, exitCode: 0 },
  ...{ signal: null, timedOut: false, failureClass: null, reason: null, sessionId: 's-1', usage: null },
  ...{ stdoutBytes: 0, stderrBytes: 0, droppedBytes: 0 },
}

test('names folder, variables, program and prompt; secrets by their names alone', () => {
  const environment = { A: '1', B: 'two words', API_KEY: null }
  const stdin = { text: '\n', prompt: true }
  expect(shellCommand({ ...record, environment, stdin, conversation: 'resumed' })).toBe(
    `cd '/it'\\''s here' && { printf %s '\n'; cat /i/prompt.md; } | A=1 B='two words' API_KEY="$API_KEY" /bin/claude -p --session-id s-1`,
  )
})

test('what cannot be the name of a variable is left out, as nothing would quote it', () => {
  const environment = { A: '1', 'B;touch x;C': '2', '$(touch y)': null }
  expect(shellCommand({ ...record, environment, stdin: null, conversation: 'resumed' })).toMatch(
    / && A=1 \/bin\/claude [^;$]* < \/dev\/null$/,
  )
})

test('a conversation that was begun is begun with a new id', () => {
  expect(shellCommand({ ...record, conversation: 'fresh', stdin: null })).toMatch(
    /--session-id "\$\(uuidgen\)" < \/dev\/null$/,
  )
})

test.each([
  [undefined, '/bin/claude -p --session-id s-1 < /i/prompt.md'],
  [{ text: '', prompt: true }, '/bin/claude -p --session-id s-1 < /i/prompt.md'],
  [{ text: 'read it', prompt: false }, "printf %s 'read it' | /bin/claude -p --session-id s-1"],
])('stdin %j', (stdin, expected) => {
  expect(shellCommand(stdin === undefined ? record : { ...record, stdin })).toBe(`cd '/it'\\''s here' && ${expected}`)
})

test('says when a secret is missing from it', () => {
  expect(isIncomplete(record)).toBe(false)
  expect(isIncomplete({ argv: ['x', '--key', '***'] })).toBe(true)
})

test.skipIf(process.platform === 'win32')('a shell takes every word back as it was', () => {
  const words = fc.array(
    fc.string({ unit: 'grapheme' }).map((word) => word.replaceAll('\0', '')),
    {
      minLength: 1,
      maxLength: 20,
    },
  )
  const echo = 'process.stdout.write(JSON.stringify(process.argv.slice(1)))'
  fc.assert(
    fc.property(words, (argv) => {
      const line = [process.execPath, '-e', echo, '--', ...argv].map(quoted).join(' ')
      expect(JSON.parse(execFileSync('/bin/sh', ['-c', line], { encoding: 'utf8' }))).toEqual(argv)
    }),
    { numRuns: 10 },
  )
})

test.skipIf(process.platform === 'win32')('a shell runs it as the run was', () => {
  const folder = mkdtempSync(join(tmpdir(), "lanekeeper's "))
  try {
    const promptPath = join(folder, 'prompt.md')
    writeFileSync(promptPath, 'Hello $USER `x`')
    const script = `process.stdout.write(process.cwd() + ' ' + process.env.WORD + ' ' + require('fs').readFileSync(0))`
    const argv = [process.execPath, '-e', script]
    const stdin = { text: '\n', prompt: true }
    const line = shellCommand({ ...record, argv, cwd: folder, promptPath, stdin, environment: { WORD: "a 'b'" } })
    expect(execFileSync('/bin/sh', ['-c', line], { encoding: 'utf8' })).toBe(`${folder} a 'b' \nHello $USER \`x\``)
  } finally {
    rmSync(folder, { recursive: true })
  }
})
