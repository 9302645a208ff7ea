import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { expect, it } from 'vitest'
import { controlPath } from './control-path'

const short = '/home/ada/.lanekeeper/daemon'
const long = `/home/ada/${'deep/'.repeat(40)}daemon`

it('is a socket in the home where its path is not too long for one', () => {
  expect(controlPath(short, 'linux')).toBe(join(short, 'control.sock'))
  const fits = `/${'x'.repeat(103 - 1 - '/control.sock'.length)}`
  expect(Buffer.byteLength(controlPath(fits, 'linux'))).toBe(103)
  expect(controlPath(`${fits}x`, 'linux')).not.toContain(fits)
  expect(controlPath(`/${'ü'.repeat(60)}`, 'linux')).not.toContain('ü')
})

it('is a short path of this user, the same for the same home, where the home lies too deep', () => {
  const path = controlPath(long, 'linux')
  expect(dirname(dirname(path))).toBe(tmpdir())
  expect(basename(path)).toBe('control.sock')
  expect(Buffer.byteLength(path)).toBeLessThanOrEqual(103)
  expect(controlPath(long, 'linux')).toBe(path)
  expect(controlPath(`${long}2`, 'linux')).not.toBe(path)
})

it('is a named pipe of this home on Windows', () => {
  expect(controlPath('C:\\Users\\Ada\\.lanekeeper\\daemon', 'win32')).toMatch(/^\\\\\.\\pipe\\lanekeeper-[0-9a-f]{24}$/)
})
