import { expect, test } from 'vitest'
import { asksProgress } from './run-words'

test.each(['status', 'progress', '/status', '/progress', ' Status\n', 'PROGRESS'])('%j asks for progress', (text) => {
  expect(asksProgress(text)).toBe(true)
})

test.each(['', 'status?', 'what is the status', '/statusx', 'status progress'])('%j does not', (text) => {
  expect(asksProgress(text)).toBe(false)
})
