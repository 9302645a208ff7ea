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

test('a placeholder may want a piece of its value, in characters', () => {
  const named = new Map([['x', 'a😀cdef']])
  const text = (template: string) => interpolated(template, named)
  expect(text('{{x:0:2}}|{{x:3}}|{{x:1:1}}|{{x:9}}|{{x:0:99}}|{{x}}')).toEqual({
    ok: true,
    text: 'a😀|def|😀||a😀cdef|a😀cdef',
  })
  expect(text('{{y:0:2}}')).toEqual({ ok: false, unknown: ['y'] })
})

test('a piece of a value is as safe in a shell line as the value', () => {
  const evil = new Map([['x', 'a"; rm -rf / $(x)']])
  expect(interpolatedShell('{{x:1}}', evil)).toEqual({ ok: true, text: `'"; rm -rf / $(x)'` })
  expect(interpolatedShell('echo "{{x:1:3}}" "{{x}}"', evil)).toEqual({
    ok: true,
    text: `_value_1='"; '\n_value_2='a"; rm -rf / $(x)'\necho "\${_value_1}" "\${_value_2}"`,
  })
})
