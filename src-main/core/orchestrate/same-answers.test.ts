import { expect, test } from 'vitest'
import { SameAnswers } from './same-answers'

test('the very same answer is counted for each conversation, and anew after another one', () => {
  const answers = new SameAnswers()
  for (const text of ['yes', 'yes', 'no', 'no', 'no']) answers.answered('a', text)
  answers.answered('b', 'no')
  expect(answers.last('a')).toMatchObject({ text: 'no', times: 3 })
  expect(answers.last('b')?.times).toBe(1)
  answers.forget('a')
  expect(answers.last('a')).toBeNull()
})

test('the conversations that were answered longest ago give way to newer ones', () => {
  const answers = new SameAnswers()
  answers.answered('first', 'x')
  answers.answered('second', 'x')
  answers.answered('first', 'x')
  for (let count = 0; count < 9_999; count++) answers.answered(`other ${count}`, 'x')
  expect(answers.last('second')).toBeNull()
  expect(answers.last('first')?.times).toBe(2)
  expect(answers.last('other 9998')?.times).toBe(1)
})
