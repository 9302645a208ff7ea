import { mkdtempSync, renameSync, rmSync, symlinkSync, unlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { FolderIndex } from './folder-index'

const never = new AbortController().signal
let folder = ''
let differences: string[] = []

const write = (file: string, text = ''): void => writeFileSync(join(folder, file), text)

function index(isDue: (file: string) => boolean = () => false): FolderIndex {
  return new FolderIndex({
    folder,
    isDue,
    skips: (file) => file.endsWith('.reason'),
    changed: (before, now) => {
      differences.push(before === null ? `+${now?.file}` : now === null ? `-${before.file}` : `~${now.file}`)
    },
    misnamed: () => differences.push('misnamed'),
  })
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lanekeeper-index-'))
  differences = []
})

afterEach(() => rmSync(folder, { recursive: true }))

describe('the index of a folder', () => {
  test('tells each difference once, however often it is told to look', async () => {
    const files = index()
    write('a.json')
    write('a.json.reason')
    files.lookAt('a.json')
    files.lookAt('a.json')
    await files.rescan(never)
    write('a.json', 'longer')
    files.lookAt('a.json')
    unlinkSync(join(folder, 'a.json'))
    files.lookAt('a.json')
    files.forget('a.json')
    expect(differences).toEqual(['+a.json', '~a.json', '-a.json'])
    expect(files.size).toBe(0)
  })

  test('forgets a name that was taken away without looking for it', () => {
    const files = index()
    write('a.json')
    files.lookAt('a.json')
    const left = files.leaving('a.json')
    unlinkSync(join(folder, 'a.json'))
    left()
    expect(differences).toEqual(['+a.json', '-a.json'])
    expect(files.size).toBe(0)
  })

  test('keeps a name that was taken away and found again meanwhile, as another file', () => {
    const files = index()
    write('a.json')
    files.lookAt('a.json')
    const left = files.leaving('a.json')
    renameSync(join(folder, 'a.json'), join(folder, 'b.json'))
    write('a.json', 'another')
    files.lookAt('a.json')
    left()
    expect(differences).toEqual(['+a.json', '~a.json'])
    expect(files.get('a.json')?.bytes).toBe('another'.length)
  })

  test('keeps a name that is held although it was taken away, and forgets it when it is let go', () => {
    const files = index()
    write('a.json')
    files.lookAt('a.json')
    files.hold('a.json')
    const left = files.leaving('a.json')
    unlinkSync(join(folder, 'a.json'))
    left()
    files.lookAt('a.json')
    expect(files.size).toBe(1)
    files.release('a.json')
    expect(differences).toEqual(['+a.json', '-a.json'])
  })

  test('looks for a held name that was not taken away when it is let go', () => {
    const files = index()
    write('a.json')
    files.lookAt('a.json')
    files.hold('a.json')
    files.leaving('a.json')()
    files.lookAt('a.json')
    files.release('a.json')
    expect(differences).toEqual(['+a.json'])
    expect(files.size).toBe(1)
  })

  test('is made right by a re-scan whatever was missed', async () => {
    const files = index()
    for (const file of ['a.json', 'b.json', 'c.json']) write(file)
    await files.rescan(never)
    unlinkSync(join(folder, 'a.json'))
    write('b.json', 'longer')
    write('d.json')
    differences = []
    await files.rescan(never)
    expect(differences.toSorted()).toEqual(['+d.json', '-a.json', '~b.json'])
    expect(
      files
        .inLine()
        .map(({ file }) => file)
        .toSorted(),
    ).toEqual(['b.json', 'c.json', 'd.json'])
  })

  test('leaves what a later scan finds new to the event that is about to tell of it, in the order of the events', async () => {
    const due = new Set<string>()
    const files = index((file) => due.has(file))
    await files.rescan(never)
    for (const file of ['c.json', 'b.json', 'a.json']) write(file)
    for (const file of ['c.json', 'b.json', 'a.json']) utimesSync(join(folder, file), 1000, 1000)
    due.add('b.json').add('c.json')
    await files.rescan(never)
    expect(differences).toEqual(['+a.json'])
    files.lookAt('c.json')
    files.lookAt('b.json')
    expect(files.inLine().map(({ file }) => file)).toEqual(['a.json', 'c.json', 'b.json'])
  })

  test('knows that a name stayed that could not be taken away', () => {
    const files = index()
    write('a.json')
    files.lookAt('a.json')
    files.leaving('a.json')(false)
    expect(differences).toEqual(['+a.json'])
    expect(files.size).toBe(1)
  })

  test('knows that nothing came or went since its scan, unless a change could bear the same time', async () => {
    const files = index()
    write('a.json')
    await files.rescan(never)
    expect(files.isAsScanned()).toBe(false)
    utimesSync(folder, 1000, 1000)
    await files.rescan(never)
    expect(files.isAsScanned()).toBe(true)
    write('b.json')
    expect(files.isAsScanned()).toBe(false)
  })

  test('that cannot be reached is not taken to be as it was scanned', async () => {
    const files = index()
    utimesSync(folder, 1000, 1000)
    await files.rescan(never)
    rmSync(folder, { recursive: true })
    symlinkSync(folder, folder)
    expect(files.isAsScanned()).toBe(false)
  })

  test('keeps what it knows when the folder cannot be read, and says so to whoever scans', async () => {
    const files = index()
    write('a.json')
    await files.rescan(never)
    rmSync(folder, { recursive: true })
    await expect(files.rescan(never)).rejects.toThrow('ENOENT')
    expect(files.size).toBe(1)
    writeFileSync(folder, '')
  })

  test('tells of names that are no valid UTF-8, which it cannot look at', async () => {
    const files = index()
    writeFileSync(Buffer.concat([Buffer.from(`${folder}/`), Buffer.from('x\xff.json', 'latin1')]), '')
    await files.rescan(never)
    files.lookAt('x\uFFFD.json')
    expect(differences).toEqual(['misnamed', 'misnamed'])
    expect(files.size).toBe(0)
  })
})
