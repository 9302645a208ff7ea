import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as sleep } from 'node:timers/promises'
import { History } from '../../src-main/core/record/history'
import type { Figures, ProbeOptions } from '../probe'

const never = new AbortController().signal

/** A search for the oldest of `count` items, and the windows of a long list: how long, and how long the event loop is held. */
export async function historySearch({ folder, count }: ProbeOptions): Promise<Figures> {
  const path = join(folder, `history-${count}.db`)
  const fault = (error: unknown): void => {
    throw error
  }
  new History(path, fault)[Symbol.dispose]()
  fill(path, count)
  using history = new History(path, fault)
  const figures: Record<string, number> = {}
  const measured = async (name: string, work: () => unknown): Promise<void> => {
    await sleep(50)
    const delay = monitorEventLoopDelay({ resolution: 1 })
    delay.enable()
    await sleep(20)
    const began = performance.now()
    await work()
    figures[`${name}Ms`] = performance.now() - began
    await sleep(20)
    delay.disable()
    figures[`${name}BlockMs`] = delay.max / 1e6
  }
  await measured('oldest', async () => {
    const { hits } = await history.search('the only fig', 10, never, 600_000)
    if (hits.length !== 1) throw new Error('The oldest was not found.')
  })
  await measured('none', () => history.search('plum', 10, never, 600_000))
  await measured('newest', () => history.search('pear', 10, never))
  await measured('count', () => history.completedCount('queue'))
  await measured('firstWindow', () => history.completed('queue', '', { offset: 0, limit: 100 }, never))
  await measured('lastWindow', () => history.completed('queue', '', { offset: count - 100, limit: 100 }, never))
  await measured('lane', () => history.completed('queue', 'fig', { offset: 0, limit: 100 }, never))
  return figures
}

function fill(path: string, count: number): void {
  using db = new DatabaseSync(path)
  db.exec('PRAGMA synchronous = OFF; BEGIN')
  const item = db.prepare(
    `INSERT INTO items (lane, id, status, attempt, arrived_at, changed_at, bytes, summary) VALUES ('queue', ?, 'completed', 1, ?, ?, 300, ?)`,
  )
  for (let one = 0; one < count; one++) {
    const text =
      one === 0 ? 'the only fig' : `a pear of the ${one}th tree, picked when it was ripe and put into a basket`
    const summary = {
      channel: 'slack',
      channelProfileId: null,
      sender: 'Ada',
      text,
      messageId: `m-${one}`,
      conversationId: null,
    }
    item.run(
      `slack-m-${one}@${(1_763_600_000_000 + one).toString(36)}.0`,
      one,
      1_763_600_000_000 + one,
      JSON.stringify(summary),
    )
  }
  db.exec('COMMIT')
}
