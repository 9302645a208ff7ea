import { expect, it } from 'vitest'
import { closingLine, countsOfPlaywright, countsOfStep, countsOfVitest, reconciled, total } from './test-counts.mjs'

const test = (status: string) => ({ status })

it('counts the tests of every file', () => {
  const testResults = [
    { status: 'passed', assertionResults: [test('passed'), test('passed'), test('skipped')] },
    { status: 'failed', assertionResults: [test('passed'), test('failed'), test('todo')] },
  ]
  expect(countsOfVitest({ testResults })).toEqual({ passed: 3, failed: 1, skipped: 2 })
})

it('counts a file that could not run its tests as one failure', () => {
  expect(countsOfVitest({ testResults: [{ status: 'failed', assertionResults: [] }] })).toEqual({
    passed: 0,
    failed: 1,
    skipped: 0,
  })
})

it('counts end-to-end tests and what failed outside of them', () => {
  const stats = { expected: 5, unexpected: 1, flaky: 1, skipped: 2 }
  expect(countsOfPlaywright({ stats, errors: [{}] })).toEqual({ passed: 6, failed: 2, skipped: 2 })
})

it('believes the exit code of a runner over its report', () => {
  const counts = { passed: 4, failed: 0, skipped: 0 }
  expect(reconciled(true, counts)).toEqual(counts)
  expect(reconciled(false, counts)).toEqual({ passed: 4, failed: 1, skipped: 0 })
  expect(reconciled(false, { passed: 4, failed: 3, skipped: 0 })).toMatchObject({ failed: 3 })
  expect(reconciled(true, null)).toEqual({ passed: 0, failed: 1, skipped: 0 })
})

it('closes with one line that mentions skipped tests only when there are some', () => {
  const sum = total([countsOfStep(true), countsOfStep(false), { passed: 10, failed: 0, skipped: 0 }])
  expect(closingLine(sum)).toBe('11 passed, 1 failed')
  expect(closingLine({ passed: 1, failed: 0, skipped: 3 })).toBe('1 passed, 0 failed, 3 skipped')
})
