import { chmod, mkdtemp, readdir, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect, onTestFinished, test } from 'vitest'
import { Sessions } from '../provider/sessions'
import { History } from '../record/history'
import { Spend } from '../record/spend'
import { withHomeMutex } from '../supervise/home-mutex'
import { privateDatabase } from './private-database'

async function folder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'lanekeeper-private-'))
  onTestFinished(() => rm(path, { recursive: true }))
  return path
}

/** The modes of all files in a folder. */
async function modes(path: string): Promise<Record<string, string>> {
  const names = await readdir(path)
  const pairs = names.map(async (name) => [name, ((await stat(join(path, name))).mode & 0o777).toString(8)] as const)
  return Object.fromEntries(await Promise.all(pairs))
}

/** Opens everything under a file mask; it is the whole process's, so nothing may be awaited meanwhile. */
function masked<Value>(mask: number, open: () => Value): Value {
  const before = process.umask(mask)
  try {
    return open()
  } finally {
    process.umask(before)
  }
}

const fault = (error: unknown): void => expect.fail(String(error))

test.each([0o000, 0o022, 0o077, 0o277])(
  'a database is its owner’s alone, with the files beside it: mask %i',
  async (mask) => {
    const path = await folder()
    using history = masked(mask, () => new History(join(path, 'history.db'), fault))
    using spend = masked(mask, () => new Spend(join(path, 'history.db'), fault))
    using sessions = masked(mask, () => new Sessions(join(path, 'sessions.db')))
    const held = masked(mask, () => withHomeMutex(join(path, 'a.mutex'), 1000, () => modes(path)))
    expect([history, spend, sessions]).toHaveLength(3)
    const all = Object.values(await held)
    expect(all.length).toBeGreaterThanOrEqual(7)
    expect(new Set(all)).toEqual(new Set(['600']))
  },
)

test('one that others could read is its owner’s alone once it is opened', async () => {
  const path = await folder()
  new DatabaseSync(join(path, 'a.db')).close()
  await chmod(join(path, 'a.db'), 0o644)
  using database = privateDatabase(join(path, 'a.db'))
  database.exec('CREATE TABLE t (x)')
  expect(await modes(path)).toEqual({ 'a.db': '600' })
})

test('what cannot be a database is refused by the name of the fault', async () => {
  const path = await folder()
  expect(() => privateDatabase(path)).toThrow()
  expect(() => privateDatabase(join(path, 'absent', 'a.db'))).toThrow(/unable to open database file/)
})
