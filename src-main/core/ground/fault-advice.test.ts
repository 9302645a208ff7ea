import { expect, test } from 'vitest'
import { faultAdvice } from './fault-advice'

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
