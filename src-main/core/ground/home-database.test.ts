import { mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { HomeDatabase } from './home-database'

const schema = 'CREATE TABLE IF NOT EXISTS words (word TEXT NOT NULL PRIMARY KEY) WITHOUT ROWID;'

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), "lanekeeper-o'database-"))
  onTestFinished(() => rmSync(path, { recursive: true, force: true }))
  return path
}

function opened(path: string) {
  const database = new HomeDatabase(path, schema, (db) => ({
    put: db.prepare('INSERT INTO words VALUES (?)'),
    all: db.prepare('SELECT word FROM words'),
  }))
  return {
    restore: () => database.restore(),
    put: (word: string) => database.statements.put.run(word),
    words: () => database.statements.all.all().map(({ word }) => word),
    [Symbol.dispose]: () => database[Symbol.dispose](),
  }
}

/** With what SQLite keeps beside it. */
function removed(path: string): void {
  for (const ending of ['', '-wal', '-shm']) rmSync(path + ending, { force: true })
}

test('a database whose file was removed is put back with all that was and is written to it', () => {
  const path = join(folder(), 'a.db')
  const first = opened(path)
  first.put('before')
  expect(first.restore()).toBe(false)
  removed(path)
  first.put('meanwhile')
  expect(first.restore()).toBe(true)
  first.put('after')
  expect(first.restore()).toBe(false)
  expect(statSync(path).mode & 0o777).toBe(0o600)
  first[Symbol.dispose]()
  using second = opened(path)
  expect(second.words()).toEqual(['after', 'before', 'meanwhile'])
})

test('a database goes on in another one that took the place of its file', () => {
  const path = join(folder(), 'a.db')
  using first = opened(path)
  first.put('before')
  removed(path)
  const other = opened(path)
  other.put('other')
  other[Symbol.dispose]()
  expect(first.restore()).toBe(true)
  first.put('after')
  expect(first.words()).toEqual(['after', 'other'])
})

test('nothing of a database is read into another one that took the place of its file alone', () => {
  const path = join(folder(), 'a.db')
  using first = opened(path)
  first.put('before')
  const aside = join(folder(), 'a.db')
  const other = opened(aside)
  other.put('other')
  other[Symbol.dispose]()
  renameSync(aside, path)
  expect(first.restore()).toBe(true)
  expect(first.words()).toEqual(['other'])
})

test('what took its place and is no database changes nothing but is told', () => {
  const path = join(folder(), 'a.db')
  using first = opened(path)
  first.put('before')
  removed(path)
  writeFileSync(path, 'no database, of some length, so that it cannot be taken for an empty one'.repeat(20))
  expect(() => first.restore()).toThrow()
  expect(first.words()).toEqual(['before'])
  removed(path)
  expect(first.restore()).toBe(true)
  expect(first.words()).toEqual(['before'])
})

test('without its folder nothing is made', () => {
  const root = folder()
  mkdirSync(join(root, 'daemon'))
  using first = opened(join(root, 'daemon', 'a.db'))
  first.put('before')
  rmSync(join(root, 'daemon'), { recursive: true })
  expect(first.restore()).toBe(false)
  expect(readdirSync(root)).toEqual([])
  mkdirSync(join(root, 'daemon'))
  expect(first.restore()).toBe(true)
  expect(first.words()).toEqual(['before'])
})
