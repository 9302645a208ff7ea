import { expect, test } from 'vitest'
import { interpolated, interpolatedShell, templateNames } from './interpolate'

const values = new Map([
  ['inputs.a', 'one'],
  ['inputs.b', '{{inputs.a}} $& $1'],
  ['inputs.evil', `it's; rm -rf / $(x) \`y\``],
])

test('a template is filled in one pass: values are never templates themselves', () => {
  expect(interpolated('{{inputs.a}}, {{ inputs.b }}', values)).toEqual({ ok: true, text: 'one, {{inputs.a}} $& $1' })
})

test('names without a value are all told, each once', () => {
  expect(interpolated('{{x}} {{inputs.a}} {{y.z}} {{x}}', values)).toEqual({ ok: false, unknown: ['x', 'y.z'] })
})

test('what is no placeholder stays as it is', () => {
  expect(interpolated('{{}} {{ a b }} {x}', values)).toEqual({ ok: true, text: '{{}} {{ a b }} {x}' })
  expect(templateNames('{{a}}{{b.c-d}}{{a}}')).toEqual(['a', 'b.c-d'])
})

test('a shell line that is exactly one placeholder runs as given', () => {
  expect(interpolatedShell(' {{inputs.b}} ', values)).toEqual({ ok: true, text: '{{inputs.a}} $& $1' })
})

test('a placeholder inside a longer shell line is one quoted word', () => {
  expect(interpolatedShell('echo {{inputs.evil}}', values)).toEqual({
    ok: true,
    text: `echo 'it'\\''s; rm -rf / $(x) \`y\`'`,
  })
})
