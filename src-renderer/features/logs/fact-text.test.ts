import { expect, test } from 'vitest'
import { prettyFacts, readableFacts } from './fact-text'

test('facts are shown as indented JSON', () => {
  expect(prettyFacts('{"pid":7,"left":[1]}')).toBe('{\n  "pid": 7,\n  "left": [\n    1\n  ]\n}')
})

test('facts that were cut stay as they came', () => {
  expect(prettyFacts('{"stack":"Error: no')).toBe('{"stack":"Error: no')
})

test('a stack is readable line by line', () => {
  expect(readableFacts('{"stack":"Error: no\\n    at one"}')).toBe('{\n  "stack": "Error: no\n        at one"\n}')
})

test('a backslash before an n is no line end', () => {
  expect(readableFacts(JSON.stringify({ path: 'C:\\new' }))).toBe('{\n  "path": "C:\\\\new"\n}')
})
