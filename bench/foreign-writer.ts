import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import { nowMs } from './numbers'

const Order = z.object({
  /** A folder on the lane's disk to prepare files in. */
  from: z.string(),
  incoming: z.string(),
  first: z.number(),
  count: z.number(),
  /** Files a second; 0: as fast as they can be renamed. */
  perSecond: z.number(),
  /** How many conversations the messages belong to; 0: each message is its own key. */
  conversations: z.number(),
})
export type Order = z.infer<typeof Order>

const Done = z.object({ renamedAt: z.record(z.string(), z.number()) })

/** A channel client in a process of its own: prepares files elsewhere, then renames them into `incoming` when told. */
export class ForeignWriter implements AsyncDisposable {
  readonly #child = fork(process.argv[1] ?? '', ['writer'], { execArgv: [] })

  /** Writes the files of an order; resolves once they lie ready. */
  async prepare(order: Order): Promise<void> {
    this.#child.send(order)
    await once(this.#child, 'message')
  }

  /** Renames them. Answers when each was, in ms of `nowMs`, by its number. */
  async go(): Promise<ReadonlyMap<number, number>> {
    this.#child.send('go')
    const [done]: unknown[] = await once(this.#child, 'message')
    return new Map(Object.entries(Done.parse(done).renamedAt).map(([number, at]) => [Number(number), at]))
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#child.disconnect()
    await once(this.#child, 'exit')
  }
}

export function messageText(number: number, conversations: number): string {
  return JSON.stringify({
    channel: 'bench',
    channelProfileId: 'bench',
    sender: 'Ada',
    senderId: 'ada',
    message: `${number} `.padEnd(280, 'lorem ipsum '),
    timestamp: 1_763_600_000_000 + number,
    messageId: `m${number}`,
    ...(conversations === 0 ? {} : { conversationId: `c${number % conversations}` }),
  })
}

export const fileOf = (number: number): string => `message-${String(number).padStart(7, '0')}.json`

/** The writer's own process. */
export function writeForOthers(): void {
  const tell = (message: object): void => void process.send?.(message)
  let order: Order | null = null
  process.on('message', (message) => {
    if (message === 'go' && order !== null) void renameAll(order).then(tell)
    else {
      order = Order.parse(message)
      mkdirSync(order.from, { recursive: true })
      for (const number of numbers(order)) {
        writeFileSync(join(order.from, fileOf(number)), messageText(number, order.conversations))
      }
      tell({ ready: true })
    }
  })
}

async function renameAll(order: Order): Promise<z.infer<typeof Done>> {
  const renamedAt: Record<string, number> = {}
  const start = nowMs()
  for (const number of numbers(order)) {
    if (order.perSecond > 0) {
      const waitMs = start + ((number - order.first) * 1000) / order.perSecond - nowMs()
      if (waitMs > 0.5) await sleep(waitMs)
    }
    renamedAt[number] = nowMs()
    renameSync(join(order.from, fileOf(number)), join(order.incoming, fileOf(number)))
  }
  return { renamedAt }
}

function* numbers(order: Order): Generator<number, void> {
  for (let number = order.first; number < order.first + order.count; number++) yield number
}
