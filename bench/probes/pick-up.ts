import { mkdirSync, watch, writeFileSync } from 'node:fs'
import { rename } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { ForeignWriter, fileOf, type Order } from '../foreign-writer'
import { nowMs, quantile } from '../numbers'
import type { Figures, ProbeOptions } from '../probe'
import { answerAtOnce, Rig } from '../rig'

const perSecond = 50
const busyConversation = 'busy'

/** Idle lane: from the rename in another process to the item's start here. */
export async function pickUp(options: ProbeOptions): Promise<Figures> {
  await using rig = new Rig(options)
  await rig.lane.open()
  const claimed = new Map<number, number>()
  await rig.begin((item, signal, working) => {
    claimed.set(Number(item.message.messageId.slice(1)), nowMs())
    return answerAtOnce(item, signal, working)
  })
  return await latencies(options, claimed)
}

/** The same while one conversation is busy and `count` of its messages wait before all others. */
export async function pickUpBesideBusyKey(options: ProbeOptions): Promise<Figures> {
  const incoming = join(options.folder, 'queue/incoming')
  mkdirSync(incoming, { recursive: true })
  for (let number = 0; number < options.count; number++) {
    writeFileSync(join(incoming, `busy-${number}.json`), busyMessage(number))
  }
  await using rig = new Rig(options)
  await rig.lane.open()
  const claimed = new Map<number, number>()
  await rig.begin(async (item, signal, working) => {
    if (item.message.conversationId === busyConversation) {
      await new Promise((resolve) => signal.addEventListener('abort', resolve))
      return { kind: 'interrupted' }
    }
    claimed.set(Number(item.message.messageId.slice(1)), nowMs())
    return answerAtOnce(item, signal, working)
  })
  return await latencies({ ...options, count: 200 }, claimed)
}

/** What the system itself takes: the event and one rename, nothing else. */
export async function barePickUp(options: ProbeOptions): Promise<Figures> {
  const incoming = join(options.folder, 'queue/incoming')
  const processing = join(options.folder, 'queue/processing')
  for (const folder of [incoming, processing]) mkdirSync(folder, { recursive: true })
  const claimed = new Map<number, number>()
  const seen = new Set<string>()
  const watcher = watch(incoming, (_kind, file) => {
    if (file === null || seen.has(file)) return
    seen.add(file)
    void rename(join(incoming, file), join(processing, file)).then(() => {
      claimed.set(Number(/\d+/.exec(file)?.[0]), nowMs())
    })
  })
  try {
    return await latencies(options, claimed)
  } finally {
    watcher.close()
  }
}

async function latencies({ folder, count }: ProbeOptions, claimed: ReadonlyMap<number, number>): Promise<Figures> {
  await using writer = new ForeignWriter()
  const order: Order = {
    from: join(folder, 'drop'),
    incoming: join(folder, 'queue/incoming'),
    first: 1_000_000,
    count: count + warmUp,
    perSecond,
    conversations: 0,
  }
  await writer.prepare(order)
  // Whatever preparing the files set off is over.
  await sleep(500)
  const renamed = [...(await writer.go())].slice(warmUp)
  for (let waited = 0; renamed.some(([number]) => !claimed.has(number)); waited += 10) {
    if (waited > 5000) throw new Error(`${fileOf(order.first)} and later ones were not claimed`)
    await sleep(10)
  }
  const took = renamed.map(([number, at]) => (claimed.get(number) ?? Number.NaN) - at)
  return { p50Ms: quantile(took, 0.5), p99Ms: quantile(took, 0.99) }
}

const warmUp = 50

function busyMessage(number: number): string {
  return JSON.stringify({
    channel: 'bench',
    channelProfileId: 'bench',
    sender: 'Ada',
    message: `busy ${number}`,
    timestamp: 1_763_600_000_000 + number,
    messageId: `b${number}`,
    conversationId: busyConversation,
  })
}
