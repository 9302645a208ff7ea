import { expect, test } from 'vitest'
import type { StopReceipt } from '#shared/supervisor'
import { leftWords, receiptWords } from './receipt-words'

const receipt: StopReceipt = {
  askedAt: 0,
  tookMs: 3_200,
  items: [],
  active: 0,
  endedProcesses: 0,
  ended: [],
  reach: 'group',
  leftProcesses: [],
  left: [],
  leftWorkers: [],
}

const item = (outcome: StopReceipt['items'][number]['outcome']) => {
  return { lane: 'queue', id: 'a@1.0', title: 'a', since: 0, outcome }
}

test('a stop of an idle supervisor has little to tell', () => {
  expect(receiptWords(receipt)).toBe('Took 3.2 s: no item was active; nothing is left running.')
})

test('a look that could miss something says how far it went', () => {
  expect(receiptWords({ ...receipt, reach: 'descent' })).toBe(
    'Took 3.2 s: no item was active; nothing is left running, as far as markers, process groups and descent show.',
  )
})

test('what was active is counted by what became of it', () => {
  const items = [item('finished'), item('back_in_line'), item('finished')]
  expect(receiptWords({ ...receipt, items, active: 3 })).toBe(
    'Took 3.2 s: 3 items were active (2 finished, 1 back in line); nothing is left running.',
  )
})

test('a receipt that names only the first items says so', () => {
  expect(receiptWords({ ...receipt, items: [item('back_in_line')], active: 400 })).toContain(
    '400 items were active (of the first 1: 1 back in line)',
  )
})

test('what is left is named by its command where that is known, cut where it is long', () => {
  const left = [
    { pid: 12, command: 'sleep\u202e \u001b900' },
    { pid: 34, command: '' },
    { pid: 56, command: 'x'.repeat(200) },
  ]
  expect(leftWords({ ...receipt, leftProcesses: [12, 34, 56, 78], left })).toBe(
    `left running: processes 12 (sleep 900), 34, 56 (${'x'.repeat(60)}…), 78`,
  )
})

test('what is left is named by pid and by worker', () => {
  expect(leftWords(receipt)).toBeNull()
  expect(leftWords({ ...receipt, leftProcesses: [12, 34], leftWorkers: ['queue'] })).toBe(
    'left running: processes 12, 34 and worker queue',
  )
  expect(leftWords({ ...receipt, leftProcesses: Array.from({ length: 15 }, (_, index) => index + 1) })).toBe(
    'left running: processes 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12 and 3 more',
  )
})
