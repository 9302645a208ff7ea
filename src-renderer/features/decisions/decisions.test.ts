import { expect, test } from 'vitest'
import type { Decision } from '#shared/decision'
import { resolutionWords } from './decision-words'
import { optionOfKey, recommendedOption } from './picked-option'

const options: Decision['options'] = [
  { choice: 'retry', label: 'Try again', recommended: false },
  { choice: 'skip', label: 'Go on without it', recommended: true },
  { choice: 'cancel', label: 'Give up', recommended: false },
]
const plain = { ctrlKey: false, metaKey: false, altKey: false }

test('the recommended option is chosen at first, and the first one where none is recommended', () => {
  expect(recommendedOption(options)).toBe(2)
  expect(recommendedOption(options.map((option) => ({ ...option, recommended: false })))).toBe(1)
})

test('a digit chooses the option with its number, where there is one', () => {
  expect(optionOfKey({ ...plain, key: '3' }, options)).toBe(3)
  for (const key of ['0', '4', 'a', 'F1']) expect(optionOfKey({ ...plain, key }, options)).toBe(null)
  expect(optionOfKey({ ...plain, ctrlKey: true, key: '1' }, options)).toBe(null)
})

test('a resolution says who decided what', () => {
  expect(resolutionWords({ by: 'cli', choice: 'skip' })).toBe('Somebody decided on the command line: skip the step.')
  expect(resolutionWords({ by: 'run', choice: 'cancel' })).toBe('The run is over, so nothing is left to decide.')
})
