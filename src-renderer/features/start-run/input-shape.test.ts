import { expect, test } from 'vitest'
import { inputProblems, linesFor, textUnder } from './input-shape'

test('what a person writes gets several lines, a name or an address one', () => {
  expect(linesFor('user_prompt', '')).toBe(5)
  expect(linesFor('user_message', '')).toBe(5)
  expect(linesFor('repository_url', 'https://example.org/x')).toBe(1)
  expect(linesFor('context', '')).toBe(1)
})

test('a field grows with what is in it, up to a limit', () => {
  expect(linesFor('branch', 'a\nb\nc')).toBe(4)
  expect(linesFor('branch', 'x'.repeat(81))).toBe(3)
  expect(linesFor('prompt', '\n'.repeat(50))).toBe(16)
})

test('every input has to be given', () => {
  expect(inputProblems(['a', 'b', 'c'], { a: 'one', b: ' \n' })).toEqual({
    b: 'It has to be given.',
    c: 'It has to be given.',
  })
  expect(inputProblems(['a'], { a: 'one' })).toEqual({})
  expect(inputProblems(['a'], { a: 'x'.repeat(200_001) })).toHaveProperty('a')
})

test('a name that objects have by themselves holds nothing until it is given', () => {
  expect(textUnder({}, 'constructor')).toBe('')
  expect(inputProblems(['constructor'], {})).toEqual({ constructor: 'It has to be given.' })
})
