import type { Effect } from './effects'
import { type Fate, sentById } from './sent'
import type { Standing, StandingItem, StandingResult } from './standing'

export interface BooksOptions {
  /** True once a lane has worked everything off; false for what a kill left. */
  readonly atRest: boolean
  /** Ids of items that a test put into `dead` itself; they may stay there. */
  readonly putInDead?: ReadonlySet<string>
  /** Ids that may be missing: a writer that still runs has told of them and may not have renamed them in yet. */
  readonly inHand?: ReadonlySet<string>
}

/**
 * What is wrong with a lane, as sentences; none means that nothing was lost and nothing done twice. Whatever was
 * accepted must be in exactly one place with its own bytes and have at most one result.
 */
export function complaintsAbout(standing: Standing, accepted: ReadonlySet<string>, options: BooksOptions): string[] {
  const complaints: string[] = []
  const items = grouped(standing.items)
  const results = grouped(standing.results)
  for (const id of new Set([...accepted, ...items.keys(), ...results.keys()])) {
    const mine = items.get(id) ?? []
    const answers = results.get(id) ?? []
    if (mine.length === 0 && answers.length === 0) {
      if (!(options.inHand?.has(id) ?? false)) complaints.push(`${id} is lost`)
      continue
    }
    if (mine.length > 1) complaints.push(`${id} is in ${mine.length} places: ${mine.map(placeOf).join(', ')}`)
    if (answers.length > 1) complaints.push(`${id} has ${answers.length} results: ${answers.map(placeOf).join(', ')}`)
    const { text } = sentById(id)
    for (const item of mine) if (item.text !== text) complaints.push(`${placeOf(item)} has not the bytes it was given`)
    if (mine[0]?.folder === 'dead' && options.putInDead?.has(id) && answers.length === 0) continue
    const problem = options.atRest ? restProblem(id, mine[0], answers[0]) : crashProblem(mine[0], answers[0])
    if (problem !== null) complaints.push(`${id} ${problem}`)
  }
  if (options.atRest) for (const file of standing.litter) complaints.push(`${file} was left behind`)
  return complaints
}

/** Ids whose run must never be repeated: their result is stored. */
export function settledIds(standing: Standing): Set<string> {
  return new Set(standing.results.map(({ id }) => id))
}

/**
 * What is wrong with the runs that the log of effects tells of: each attempt once in a life, conversations one at a time
 * and in order.
 */
export function runComplaints(effects: readonly Effect[]): string[] {
  const complaints: string[] = []
  const newest = new Map<string, number>()
  const open = new Map<string, string>()
  const runs = new Set<string>()
  for (const effect of effects) {
    if (effect.kind === 'fault') complaints.push(`a step was refused: ${effect.text}`)
    if (effect.kind === 'quiet' && effect.slots !== 0) complaints.push(`${effect.slots} slots leaked`)
    // What waited for a person goes on with the same attempt.
    if (effect.kind === 'resolved') forgetRuns(runs, effect.id)
    if (effect.kind === 'ended' && effect.key !== null) open.delete(`${effect.pid} ${effect.key}`)
    if (effect.kind !== 'begun') continue
    const { id, pid, attempt, key } = effect
    const run = `${pid} ${id} ${attempt}`
    if (runs.has(run)) complaints.push(`${id} ran attempt ${attempt} twice in one life`)
    runs.add(run)
    if (attempt > 3) complaints.push(`${id} ran attempt ${attempt}`)
    if (key === null) continue
    const other = open.get(`${pid} ${key}`)
    if (other !== undefined) complaints.push(`${id} ran beside ${other} of the same conversation`)
    open.set(`${pid} ${key}`, id)
    const { seq } = sentById(id)
    const before = newest.get(key) ?? -1
    if (seq < before) complaints.push(`${id} ran after number ${before} of its conversation`)
    newest.set(key, Math.max(before, seq))
  }
  return complaints
}

function forgetRuns(runs: Set<string>, id: string): void {
  for (const run of runs) if (run.split(' ')[1] === id) runs.delete(run)
}

/** Runs of items that ran although their result was stored before. */
export function rerunComplaints(effects: readonly Effect[], settled: ReadonlySet<string>): string[] {
  return effects.flatMap((effect) =>
    effect.kind === 'begun' && settled.has(effect.id) ? [`${effect.id} ran again after its result was stored`] : [],
  )
}

/** What is wrong with the order in which conversations were answered. */
export function answerOrderComplaints(results: readonly StandingResult[]): string[] {
  const complaints: string[] = []
  const newest = new Map<string, { readonly seq: number; readonly timestamp: number }>()
  const sent = results.map((result) => ({ ...result, ...sentById(result.id) })).sort((a, b) => a.seq - b.seq)
  for (const { id, key, seq, timestamp, isNotice } of sent) {
    // A poison item's summary is made by recovery, in line with nothing.
    if (key === null || isNotice) continue
    const before = newest.get(key)
    if (before !== undefined && timestamp < before.timestamp) complaints.push(`${id} was answered before ${before.seq}`)
    newest.set(key, { seq, timestamp })
  }
  return complaints
}

export function acceptedIn(effects: readonly Effect[]): Set<string> {
  return new Set(effects.filter((effect) => effect.kind === 'accepted').map(({ id }) => id))
}

/** A lane at rest: answered messages are nowhere but in `outgoing`, the others in `dead` or `rejected` and told of once. */
function restProblem(id: string, item: StandingItem | undefined, result: StandingResult | undefined): string | null {
  const { fate } = sentById(id)
  if (result !== undefined && result.folder === 'outbox') return 'was never published'
  if (item === undefined) {
    if (!isAnswered(fate)) return 'was answered although its script fails'
    return result?.isNotice === true ? 'was told of as failed and is gone' : null
  }
  if (item.folder === 'rejected') {
    if (fate !== 'malformed') return 'was rejected'
    if (result !== undefined) return 'was rejected and has a result'
    return item.hasReason ? null : 'was rejected without a reason'
  }
  if (item.folder === 'trash' && result === undefined) {
    return item.hasReason || !/~f(dead|rejected)/.test(item.file) ? null : 'was discarded and lost its reason'
  }
  if (item.folder !== 'dead') return `still stands in ${item.folder}`
  if (fate === 'malformed') return 'is dead although it is no message'
  if (isAnswered(fate) && item.interrupted < 2) return 'is dead without a cause'
  if (result === undefined) return 'is dead and its conversation was not told'
  if (!result.isNotice) return 'is dead and was answered'
  return item.hasReason ? null : 'is dead without a reason'
}

function isAnswered(fate: Fate): boolean {
  return fate === 'answered' || fate === 'retried' || fate === 'asked'
}

/** What a kill left: a result beside an item is its own claim's, or tells of its burial. */
function crashProblem(item: StandingItem | undefined, result: StandingResult | undefined): string | null {
  if (item === undefined || result === undefined) return null
  if (item.folder === 'processing') {
    // What is given up says so in its name before its conversation is told.
    if (result.isNotice && /~c[0-9a-z]+~d\.json$/.test(item.file)) return null
    return result.folder === 'outbox' && result.claim === item.claim ? null : 'is active and has a result'
  }
  if (item.folder === 'dead' && result.isNotice && result.folder === 'outbox')
    return 'is dead before its conversation is told'
  return item.folder === 'dead' && result.isNotice ? null : `stands in ${item.folder} and has a result`
}

function placeOf(one: { readonly folder: string; readonly file: string }): string {
  return `${one.folder}/${one.file}`
}

function grouped<One extends { readonly id: string }>(all: readonly One[]): Map<string, One[]> {
  const groups = new Map<string, One[]>()
  for (const one of all) {
    const group = groups.get(one.id)
    if (group === undefined) groups.set(one.id, [one])
    else group.push(one)
  }
  return groups
}
