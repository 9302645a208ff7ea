import { appendFileSync, existsSync, readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { IncomingMessage } from '#shared/message'
import { faultText } from '../../core/ground/fault-code'
import { failureNotice, resultOf } from '../../core/lane/failure-notice'
import { resend } from '../../core/lane/item-edits'
import { Lane } from '../../core/lane/lane'
import { discard, requeue, restore, retryNow } from '../../core/lane/operator-moves'
import { reconcileResults } from '../../core/lane/reconcile'
import { Slots } from '../../core/lane/slots'
import type { Ended, Work } from '../../core/lane/work'
import { History } from '../../core/record/history'
import { type Effect, tellEffect } from './effects'
import { LanePlan, type OperatorMove } from './lane-plan'
import { Fate, type Sent, sentById } from './sent'

const plan = LanePlan.parse(JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')))
const { pid } = process
const tell = (effect: Effect): void => tellEffect(plan.effects, effect)
const fault = (error: unknown): void => tell({ kind: 'fault', pid, text: faultText(error) })

const acknowledge = (line: string): void => appendFileSync(`${plan.effects}.acknowledged`, `${line}\n`)

const slots = new Slots({ home: () => plan.inFlight, lane: () => plan.inFlight, group: () => plan.inFlight })
const history = new History(plan.history, fault)
const settings = {
  settleMs: 20,
  itemBytes: 1_000_000,
  maxAttempts: 3,
  retry: { baseMs: 4, capMs: 8 },
  cooldownMs: null,
}
const lane = new Lane({
  name: 'queue',
  root: plan.lane,
  durability: plan.durability,
  settings: () => settings,
  slots,
  history,
  now: Date.now,
  changed: () => {},
  told: (_title, { kind, id, attempt }) => acknowledge(`${kind} ${stemOf(id)} ${attempt}`),
  fault,
  endLeftovers: () => Promise.resolve(),
})

const resolvedPath = `${plan.effects}.resolved`
/** What a person has let go on, in this life or an earlier one. */
const resolved = new Set(existsSync(resolvedPath) ? readFileSync(resolvedPath, 'utf8').split('\n') : [])

const work: Work = async (item) => {
  const { id, fate } = { id: item.message.messageId, fate: Fate.parse(item.message.message) }
  tell({ kind: 'begun', pid, id, key: item.key, attempt: item.attempt })
  await sleep(Math.random() * plan.workMs)
  tell({ kind: 'ended', pid, id, key: item.key, attempt: item.attempt })
  if (fate === 'canceled' || (fate === 'asked' && !resolved.has(id))) {
    const after = async (): Promise<void> => void decide(item.id).catch(fault)
    return { kind: 'waiting', sentence: 'The script asks.', after }
  }
  if (fate === 'answered' || fate === 'asked' || (fate === 'retried' && item.attempt > 1)) {
    const answer = { message: `answer to ${id}`, agent: 'scripted', files: [] }
    return { kind: 'completed', result: resultOf(item.message, answer, Date.now()) }
  }
  return failed(item.message, fate !== 'hopeless')
}

function failed(message: IncomingMessage, retryable: boolean): Ended {
  const sentence = 'The script says so.'
  const summary = failureNotice(message, sentence)
  return { kind: 'failed', failureClass: null, sentence, nextStep: null, retryable, summary }
}

/** What a person does with an item that waits. */
async function decide(itemId: string): Promise<void> {
  await sleep(Math.random() * plan.workMs)
  const { id, fate, text } = sentById(stemOf(itemId))
  if (fate === 'canceled') {
    await lane.settleParked(itemId, failed(IncomingMessage.parse(JSON.parse(text)), false))
    return
  }
  resolved.add(id)
  appendFileSync(resolvedPath, `${id}\n`)
  tell({ kind: 'resolved', pid, id })
  await lane.resume(itemId)
}

async function enqueue(line: readonly Sent[]): Promise<void> {
  for (const { id, text } of line) {
    const file = await lane.moves.enqueue(id, text)
    acknowledge(file)
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
      case 'resend':
        return `${stemOf(await resendDead(move.file, move.text))}.json`
    }
  }
  const moved = await outcome()
  if (moved !== null) acknowledge(moved)
  tell({ kind: 'operated', pid, id: move.file, outcome: moved })
}

async function resendDead(file: string, text: string): Promise<string> {
  await lane.index.ready
  const listed = lane.index.folders.dead.get(file)
  if (listed === undefined) throw new Error(`${file} is not in dead`)
  const { id } = lane.record.identify(file, true, listed)
  return resend(lane, { id, column: 'dead', file }, text, settings.itemBytes)
}

function stemOf(id: string): string {
  return id.slice(0, id.lastIndexOf('@'))
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
  for (const id of lane.parkedIds()) void decide(id).catch(fault)
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
