import { appendFileSync, readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { faultText } from '../../home/fault-code'
import { History } from '../../observe/history'
import { failureNotice, resultOf } from '../failure-notice'
import { Lane } from '../lane'
import { discard, requeue, restore, retryNow } from '../operator-moves'
import { reconcileResults } from '../reconcile'
import { Slots } from '../slots'
import type { Work } from '../work'
import { type Effect, tellEffect } from './effects'
import { LanePlan, type OperatorMove } from './lane-plan'
import { Fate, type Sent } from './sent'

const plan = LanePlan.parse(JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')))
const { pid } = process
const tell = (effect: Effect): void => tellEffect(plan.effects, effect)
const fault = (error: unknown): void => tell({ kind: 'fault', pid, text: faultText(error) })

const slots = new Slots({ home: () => plan.inFlight, lane: () => plan.inFlight, group: () => plan.inFlight })
const history = new History(plan.history, fault)
const settings = { settleMs: 20, itemBytes: 1_000_000, maxAttempts: 3, retry: { baseMs: 4, capMs: 8 } }
const lane = new Lane({
  name: 'queue',
  root: plan.lane,
  durability: plan.durability,
  settings: () => settings,
  slots,
  history,
  now: Date.now,
  changed: () => {},
  told: () => {},
  fault,
  endLeftovers: () => Promise.resolve(),
})

const work: Work = async (item) => {
  const { id, fate } = { id: item.message.messageId, fate: Fate.parse(item.message.message) }
  tell({ kind: 'begun', pid, id, key: item.key, attempt: item.attempt })
  await sleep(Math.random() * plan.workMs)
  tell({ kind: 'ended', pid, id, key: item.key, attempt: item.attempt })
  if (fate === 'answered' || (fate === 'retried' && item.attempt > 1)) {
    const answer = { message: `answer to ${id}`, agent: 'scripted', files: [] }
    return { kind: 'completed', result: resultOf(item.message, answer, Date.now()) }
  }
  const sentence = 'The script says so.'
  return {
    kind: 'failed',
    failureClass: null,
    sentence,
    nextStep: null,
    retryable: fate !== 'hopeless',
    summary: failureNotice(item.message, sentence),
  }
}

async function enqueue(line: readonly Sent[]): Promise<void> {
  for (const { id, text } of line) {
    const file = await lane.moves.enqueue(id, text)
    appendFileSync(`${plan.effects}.acknowledged`, `${file}\n`)
    tell({ kind: 'accepted', pid, id })
  }
}

async function operate(move: OperatorMove): Promise<void> {
  const { files } = lane.moves
  const outcome = async (): Promise<string | null> => {
    switch (move.move) {
      case 'retry':
        return retryNow(files, move.file)
      case 'requeue':
        return requeue(files, move.file)
      case 'discard':
        return discard(files, move.from, move.file)
      case 'restore':
        return (await restore(files, move.file))?.file ?? null
    }
  }
  tell({ kind: 'operated', pid, id: move.file, outcome: await outcome() })
}

function isQuiet(): boolean {
  const { pending, failed, active } = lane.counts()
  return pending + failed + active === 0 && slots.active === 0
}

tell({ kind: 'opened', pid })
await lane.open()
for (const move of plan.operate) await operate(move)
if (plan.works) {
  await reconcileResults(lane, history, settings.itemBytes)
  const enqueued = Promise.all(plan.enqueue.map(enqueue))
  process.stdout.write('recovering\n')
  for (const { file, done } of await lane.begin({ groupOf: () => 'scripted', work })) {
    tell({ kind: 'recovered', pid, file, done })
  }
  process.stdout.write('working\n')
  await enqueued
  if (plan.ends === 'quiet after input') for await (const _ of process.stdin);
  while (plan.ends === 'killed' || !isQuiet()) await sleep(5)
  const now = AbortSignal.abort()
  await lane.end(now, now)
  tell({ kind: 'quiet', pid, completed: history.completedCount('queue'), slots: slots.active })
}
await lane.close()
history[Symbol.dispose]()
