import { expect, test } from 'vitest'
import { limitMark, markIn } from './limit-mark'

const limits = (hard: string): string => `Limit                     Soft Limit           Hard Limit           Units
Max cpu time              unlimited            unlimited            seconds
Max realtime priority     0                    0
Max realtime timeout      unlimited            ${hard.padEnd(20)} us
`

test('the mark of an attempt is read from its limits, whatever the soft one is', () => {
  const mark = limitMark('0mx4v4cmc-u4e06sz1pj')
  expect(markIn(limits(mark))).toBe(mark)
})

test('two attempts have two marks, and both fit a limit that stands for none', () => {
  const [one, two] = [limitMark('a'), limitMark('b')]
  expect(one).not.toBe(two)
  for (const mark of [one, two]) expect(BigInt(mark) >= 2n ** 62n && BigInt(mark) < 2n ** 63n).toBe(true)
})

test.each(['unlimited', '200000', '0', '18446744073709551615', '1000000000000000000'])(
  'a limit of %s is no mark',
  (hard) => {
    expect(markIn(limits(hard))).toBeNull()
  },
)

test('what a system says that has no such limit is no mark', () => {
  expect(markIn('Max cpu time              unlimited            unlimited            seconds\n')).toBeNull()
  expect(markIn('')).toBeNull()
})
