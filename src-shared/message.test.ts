import { expect, test } from 'vitest'
import { summaryOf } from './message'

const textOf = (message: string): string =>
  summaryOf({ channel: 'panel', sender: 'Ada', message, messageId: 'm', timestamp: 0 }).text

test('a summary is one line of at most 200 characters', () => {
  expect(textOf('plain words')).toBe('plain words')
  expect(textOf('  two\n\nlines\tand  gaps ')).toBe('two lines and gaps')
  expect(textOf('no\u00a0break')).toBe('no break')
  expect(textOf('word '.repeat(100))).toHaveLength(200)
  expect(textOf(' \n ')).toBe('')
})
