import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { electronBinary, electronPath, failureStillHolds, fetchCause, fetchElectron } from './electron-binary.mjs'

let root = ''
const electron = () => join(root, 'node_modules', 'electron')

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'lanekeeper-electron-'))
  await mkdir(join(electron(), 'dist'), { recursive: true })
})

afterEach(() => rm(root, { recursive: true, force: true }))

describe('the Electron program', () => {
  it('is there once its installer has named and unpacked it', async () => {
    expect(await electronPath(root)).toBeNull()
    await writeFile(join(electron(), 'path.txt'), 'electron')
    expect(await electronPath(root)).toBeNull()
    await writeFile(join(electron(), 'dist', 'electron'), '')
    expect(await electronPath(root)).toBe(join(electron(), 'dist', 'electron'))
    expect(await electronBinary(root, Date.now())).toEqual({ state: 'present' })
  })

  it('is fetched by its installer', async () => {
    const unpack =
      "const fs = require('fs'); fs.writeFileSync(__dirname + '/dist/electron', ''); fs.writeFileSync(__dirname + '/path.txt', 'electron')"
    await writeFile(join(electron(), 'install.js'), unpack)
    expect(await fetchElectron(root, process.execPath)).toEqual({ state: 'present' })
  })

  it('is not asked for again on the day its fetch failed', async () => {
    await writeFile(join(electron(), 'install.js'), "throw new Error('the network is down')")
    const failed = { state: 'unavailable', why: 'the network is down' }
    expect(await fetchElectron(root, process.execPath)).toEqual(failed)
    expect(await electronBinary(root, Date.now())).toEqual(failed)
    expect(await electronBinary(root, Date.now() + 25 * 60 * 60_000)).toEqual({ state: 'unknown' })
  })

  it('is unavailable when its installer leaves none', async () => {
    await writeFile(join(electron(), 'install.js'), '')
    expect(await fetchElectron(root, process.execPath)).toEqual({
      state: 'unavailable',
      why: 'its installer left no program',
    })
  })
})

it('does not trust a failure from the future', () => {
  expect(failureStillHolds(2000, 1000)).toBe(false)
})

it("takes the cause from the installer's stack", () => {
  expect(fetchCause('RequestError: getaddrinfo ENOTFOUND github.com\n    at x (y.js:1:1)\n')).toBe(
    'getaddrinfo ENOTFOUND github.com',
  )
  expect(fetchCause('TypeError: fetch failed\n    at x')).toBe('its download address could not be reached')
  expect(fetchCause('')).toBeNull()
})
