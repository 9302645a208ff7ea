// biome-ignore-all lint/suspicious/noTemplateCurlyInString: placeholders of runbooks are written like this
import { expect, test } from 'vitest'
import { parsedSource } from './source-text'

async function valueIn(text: string): Promise<unknown> {
  const read = await parsedSource('r.hcl', text)
  if (!read.ok) throw new Error(`${read.problem.line}:${read.problem.column} ${read.problem.sentence}`)
  return read.value
}

test('blocks are tables by their names, and attributes what they say', async () => {
  const text = `# a comment
queue "jobs" {
  vars     = ["a", "b"]   // another
  defaults = { a = "x", "b" = -2.5 }
}
job "build" {
  source { git = true }
  step "one" { run = "make" }
  step "two" {
    run = { agent = "x" }
    on_fail = null
  }
}
/* nothing */
`
  expect(await valueIn(text)).toEqual({
    queue: { jobs: { vars: ['a', 'b'], defaults: { a: 'x', b: -2.5 } } },
    job: {
      build: {
        source: { git: true },
        step: { one: { run: 'make' }, two: { run: { agent: 'x' }, on_fail: undefined } },
      },
    },
  })
})

test('texts keep their placeholders, whatever a shell has in braces', async () => {
  expect(await valueIn('a = "${var.x:0:80} ${BD:-me} $${y} \\"q\\" \\u00e9\\n%{ if }"\n')).toEqual({
    a: '${var.x:0:80} ${BD:-me} ${y} "q" é\n%{ if }',
  })
})

test('a here-document loses what all its lines are indented by', async () => {
  const text =
    'a = <<-SHELL\n    one ${x%%.*} "q"\n\n      two \\n\n  SHELL\nb = <<E\n  kept\nE\nc = [\n  "x",\n  <<-T\n  y\n  T\n]\n'
  expect(await valueIn(text)).toEqual({ a: 'one ${x%%.*} "q"\n\n  two \\n\n', b: '  kept\n', c: ['x', 'y\n'] })
})

test.each(
  [
    ['queue "a" {\n  vars = [\n}', 'It is not valid HCL: '],
    ['queue "a" {}\nqueue "a" {}', '2:1 there is a queue "a" already.'],
    ['a = 1\na = 2', '2:1 "a" stands there twice.'],
    ['a = 1 + 2', '1:5 a value is a text in quotes'],
    ['a = upper("x")', '1:5 a value is a text in quotes'],
    ['a = b.c', '1:5 a value is a text in quotes'],
    ['x "a" "b" {}', '1:1 a x has one name.'],
    [`a = ${'['.repeat(20_000)}`, '1:55 It is nested deeper than 50 levels here.'],
    ['a {\n'.repeat(60), '51:3 It is nested deeper than 50 levels here.'],
    [`a = [${'1,'.repeat(20_000)}1]`, '1:20003 It holds more than 10000 values'],
  ].map(([text = '', sentence = '']) => ({ text, sentence, title: text.slice(0, 30) })),
)('$title is refused with its place', async ({ text, sentence }) => {
  await expect(valueIn(text)).rejects.toThrow(sentence)
})

test('problems have their places', async () => {
  const read = await parsedSource('r.hcl', 'job "b" {\n  step "s" {\n    run = "echo ${var.x}"\n  }\n}\n')
  expect(read.ok && read.places(['job', 'b', 'step', 's', 'run'], { text: '${var.x}' })).toEqual({
    line: 3,
    column: 17,
  })
  expect(read.ok && read.places(['job', 'b', 'step', 's', 'on_done'], 'key')).toEqual({ line: 2, column: 3 })
})
