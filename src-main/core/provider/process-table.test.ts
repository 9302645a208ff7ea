import { expect, test } from 'vitest'
import { listed, processStartTime, processTable } from './process-table'
import { attemptIn, parseStat, unseen } from './process-table-linux'
import { parsePs, parseWindows } from './process-table-text'

const fields = (state: string) => `${state} 7 100 100 0 -1 4194560 1 0 0 0 0 0 0 0 20 0 1 0 5555 1000 1`

test('a line of /proc is read although the name of the program imitates one', () => {
  expect(parseStat(`42 (evil) S 1 2) ${fields('S')}`, 'boot')).toEqual({
    pid: 42,
    parent: 7,
    group: 100,
    startedAt: 'boot:5555',
    order: 5555,
  })
})

test('a process that has ended and waits to be noticed counts as gone', () => {
  expect(parseStat(`42 (x) ${fields('Z')}`, 'boot')).toBeNull()
})

test.each([
  ['ENOENT', true],
  ['ESRCH', true],
  ['EACCES', true],
  ['EMFILE', false],
  ['ENFILE', false],
  ['ENOMEM', false],
])('a process that cannot be looked at because of %s counts as gone: %s', (code, isGone) => {
  const fault = Object.assign(new Error(code), { code })
  if (isGone) expect(unseen(fault)).toBeNull()
  else expect(() => unseen(fault)).toThrow(code)
})

test('a system that does not list its processes does not make them gone', () => {
  expect(() => listed(null)).toThrow('did not list')
  expect(listed('')).toBe('')
})

test('the marker is a variable of its own, not part of another', () => {
  expect(attemptIn('A=1\0LANEKEEPER_ATTEMPT=id-1\0B=2\0')).toBe('id-1')
  expect(attemptIn('A=LANEKEEPER_ATTEMPT=id-1\0XLANEKEEPER_ATTEMPT=id-2\0')).toBeNull()
})

test('the output of ps is read, with the environment behind the command', () => {
  const text = [
    '    1     0     1 Thu Jul  3 10:11:12 2025     Ss   /sbin/launchd',
    '  501     1   501 Fri Jul 14 08:00:00 2025     S    node x.mjs A=1 LANEKEEPER_ATTEMPT=id-1 B=2',
    '  502     1   501 Fri Jul 14 08:00:00 2025     Z    (node)',
    '',
  ].join('\n')
  expect(parsePs(text)).toMatchObject([
    { pid: 1, parent: 0, group: 1, startedAt: 'Thu Jul 3 10:11:12 2025', attempt: null },
    { pid: 501, parent: 1, group: 501, attempt: 'id-1' },
  ])
})

test('the output of PowerShell is read', () => {
  expect(parseWindows('4 0 133000000000000000\r\n812 4 133000000000000001\r\n\r\n')).toMatchObject([
    { pid: 4, parent: 0, group: null },
    { pid: 812, parent: 4 },
  ])
})

test('the table holds us, with the start time that is also told alone', async () => {
  const us = (await processTable()).find((each) => each.pid === process.pid)
  expect(us).toMatchObject({ parent: process.ppid })
  expect(await processStartTime(process.pid)).toBe(us?.startedAt)
})

test('a pid that nobody has has no start time', async () => {
  expect(await processStartTime(2 ** 30)).toBeNull()
})
