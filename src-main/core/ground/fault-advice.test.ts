import { expect, test } from 'vitest'
import { faultAdvice, faultRemedy } from './fault-advice'

test.each([
  ['ENOSPC', 'make room'],
  ['EDQUOT', 'quota'],
  ['EROFS', 'only be read'],
  ['EACCES', 'right to write'],
  ['EPERM', 'right to write'],
  ['ENAMETOOLONG', 'too long'],
  ['ENOTDIR', 'a file and no folder'],
  ['EMFILE', 'ulimit'],
  ['EIO', 'Check the disk'],
])('what to do about %s is said in its own words', (code, words) => {
  expect(faultAdvice(Object.assign(new Error('refused'), { code }), '/home/x')).toContain(words)
})

test.each([
  [13, 'The disk is full: make room'],
  [8, 'Give your user the right to write there'],
  [8 | (1 << 8), 'Give your user the right to write there'],
  [5, 'Another program holds that file: end it'],
  [10, 'Check the disk, its free space and your rights there'],
])('a database that the machine refuses with %i is blamed on what it is', (errcode, advice) => {
  const error = Object.assign(new Error('refused'), { code: 'ERR_SQLITE_ERROR', errcode })
  expect(faultAdvice(error, '/home/ada/lane')).toContain(advice)
})

test('what is refused in a home that is open is told with what to do there, not with another folder', () => {
  const full = Object.assign(new Error('refused'), { code: 'ENOSPC' })
  expect(faultRemedy(full, '/home/x')).toBe('The disk is full: make room on the one that holds /home/x.')
  expect(faultAdvice(full, '/home/x')).toMatch(/holds \/home\/x, or name another folder with --home DIR\.$/)
})
