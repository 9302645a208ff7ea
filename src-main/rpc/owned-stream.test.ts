import { expect, it } from 'vitest'
import { ownedStream } from './owned-stream'

/** A source that tells what was done to it. */
function source({ failsToClose = false } = {}) {
  const seen: string[] = []
  const iterator: AsyncIterator<number, unknown> = {
    next: async () => ({ done: false, value: seen.push('next') }),
    return: async () => {
      seen.push('return')
      if (failsToClose) throw new Error('stuck')
      return { done: true, value: undefined }
    },
  }
  const leaving = new AbortController()
  const told: unknown[] = []
  const owner = {
    signal: leaving.signal,
    told: (error: unknown) => told.push(error),
    onClose: () => void seen.push('closed'),
  }
  return { seen, told, leaving, stream: () => ownedStream(iterator, owner) }
}

const turn = () => new Promise(setImmediate)

it('closes a source that nobody has read when its client leaves', async () => {
  const { seen, leaving, stream } = source()
  stream()
  leaving.abort()
  await turn()
  expect(seen).toEqual(['closed', 'return'])
})

it('closes a source whose client had left before', async () => {
  const { seen, leaving, stream } = source()
  leaving.abort()
  stream()
  await turn()
  expect(seen).toEqual(['closed', 'return'])
})

it('closes once, however often it is left', async () => {
  const { seen, leaving, stream } = source()
  const open = stream()
  await open.next()
  await open.return()
  leaving.abort()
  await open.return()
  await turn()
  expect(seen).toEqual(['next', 'closed', 'return'])
})

it('tells of a source that fails to close', async () => {
  const { told, leaving, stream } = source({ failsToClose: true })
  stream()
  leaving.abort()
  await turn()
  expect(told).toEqual([new Error('stuck')])
})
