import { expect, test } from 'vitest'
import { editableText } from './editable-text'

test('JSON on one line is laid out', () => {
  expect(editableText('{"a":[1]}\n')).toBe('{\n  "a": [\n    1\n  ]\n}\n')
})

test('a text of several lines stays as it is', () => {
  expect(editableText('{\n"a":1}')).toBe('{\n"a":1}')
})

test('a text that is not JSON stays as it is', () => {
  expect(editableText('{"a":')).toBe('{"a":')
})

test('a number that would be rounded is left alone', () => {
  expect(editableText('{"id":12345678901234567890}')).toBe('{"id":12345678901234567890}')
})
