import { expect, test } from 'vitest'
import { z } from 'zod'
import { readRunbook } from '../settings/runbook/read-runbook'
import { checkYaml } from '../settings/yaml-file'
import { excessIn } from './text-bounds'

const size = 128 * 1024
const filled = (piece: string): string => piece.repeat(Math.floor(size / piece.length))

test.each(
  [
    ['r.toml', `${filled('a.')}a = 1`],
    ['r.toml', `[${filled('a.')}a]`],
    ['r.toml', `a = ${filled('[')}`],
    ['r.toml', `a = ${filled('{a=')}`],
    ['r.toml', `a = [${filled('1,')}1]`],
    ['r.toml', filled('[[a]]\n')],
    ['r.yaml', `a: ${filled('[')}`],
    ['r.yaml', `a: ${filled('{a: ')}`],
    ['r.yaml', filled('- ')],
    ['r.yaml', filled('? ')],
    ['r.yaml', filled('- a\n')],
    ['r.yaml', Array.from({ length: 500 }, (_, depth) => `${' '.repeat(depth)}a:\n`).join('')],
    ['r.yaml', `a: [${filled('1, ')}1]`],
    ['r.yaml', `a: &a [x]\nb: [${filled('*a,')}*a]`],
    ['r.hcl', filled('a {\n')],
    ['r.hcl', `a = ${filled('[')}`],
    ['r.hcl', filled('a "b" {}\n')],
    ['r.toml', Array.from({ length: 5000 }, (_, at) => `[queue.q${at}]\nvars = ["a"]\n`).join('')],
    ['r.yaml', `queue:\n${Array.from({ length: 5000 }, (_, at) => `  q${at}: {vars: [a]}\n`).join('')}`],
    ['r.yaml', `queue:\n${Array.from({ length: 2300 }, (_, at) => `  q${at}: {vars: [a]}\n`).join('')}`],
    ['r.yml', `queue:\n${Array.from({ length: 2300 }, (_, at) => `    q${at}:\n      vars: [a]\n`).join('')}`],
  ].map(([file = '', text = '']) => ({ file, text, title: text.slice(0, 20) })),
)('$file that begins with $title is refused by name, and nothing is held up for it', async ({ file, text }) => {
  await readRunbook(file, '')
  const begun = process.cpuUsage()
  const read = await readRunbook(file, text)
  expect(read.ok).toBe(false)
  if (!read.ok)
    expect(read.problems[0]).toMatchObject({
      file,
      line: expect.any(Number),
      sentence: expect.stringMatching(/nested deeper|values; a settings file|at most 200 of a kind/),
    })
  // Of the processor, whatever else a machine is busy with: without the bounds it takes seconds to minutes.
  expect(process.cpuUsage(begun).user / 1000).toBeLessThan(1500)
})

test('a runbook of far too many queues is refused before it is parsed, at the section that holds them', async () => {
  const queues = Array.from({ length: 2300 }, (_, at) => `  q${at}: {vars: [a]}\n`).join('')
  // What a parser would stumble over first stands behind them.
  const text = `locals:\n  a: b\nqueue:\n${queues}broken: [`
  expect(await readRunbook('r.yaml', text)).toMatchObject({
    ok: false,
    problems: [{ line: 3, sentence: 'This section holds more than 400; one runbook has at most 200 of a kind.' }],
  })
  // Lines of a text are no entries, however many there are.
  const prompt = `agent:\n  a:\n    provider: x\n    prompt: |\n${'      note: of this\n'.repeat(1000)}`
  const read = await readRunbook('r.yaml', prompt)
  expect(JSON.stringify(read)).not.toContain('of a kind')
})

test('anchors that multiply are refused', async () => {
  const bomb = `a: &a [x,x,x,x,x,x,x,x]\n${['b', 'c', 'd', 'e', 'f', 'g', 'h'].map((name, at) => `${name}: &${name} [${`*${'abcdefgh'[at]},`.repeat(8)}]`).join('\n')}\n`
  const read = await readRunbook('r.yaml', bomb)
  expect(read).toMatchObject({ ok: false, problems: [{ sentence: expect.stringContaining('alias') }] })
})

test('the settings are read within the same bounds', () => {
  const read = checkYaml('config.yaml', `a: ${'['.repeat(20_000)}`, z.unknown())
  expect(read).toMatchObject({
    ok: false,
    problems: [{ file: 'config.yaml', line: 1, column: 54, sentence: 'It is nested deeper than 50 levels here.' }],
  })
})

test.each([
  ['toml', `a = """\n${'[{(.'.repeat(5000)}"""\nb = 'x.y.z'\n# ${'['.repeat(100)}\nc = "${'['.repeat(100)}"\n`],
  [
    'yaml',
    `a: |\n  ${'['.repeat(100)}\n  ${'x: y, '.repeat(3000)}\nb: "${'['.repeat(100)}\n  ${'{'.repeat(100)}"\nc: don't [${']'}\n# ${'['.repeat(100)}\n`,
  ],
  [
    'hcl',
    `a = <<-E\n${'[{('.repeat(5000)}\n  E\nb = "${'['.repeat(100)}"\n// ${'['.repeat(100)}\n/* ${'['.repeat(100)} */\n`,
  ],
] as const)('texts, comments and here-documents of %s may hold anything', (dialect, text) => {
  expect(excessIn(text, dialect)).toBeNull()
})
