import type { ActVerdict, ItemTarget } from '#shared/contract'
import { type Column, columns } from '#shared/item'
import { bounds } from '#shared/limits'
import { offers, type PlainAction } from '#shared/offers'
import { type Call, inTime, slowOwner } from './call'
import { CommandFailure, exitCodes } from './command-failure'
import { columnWords } from './format-items'
import { foundItem } from './found-item'
import { type Calls, firstOf, neededOwner, speakWith } from './owner-link'
import { harmless } from './paint'

export interface ActOptions {
  readonly lane: string
  /** Every item the action applies to, instead of named ones. */
  readonly all: boolean
  /** Every item that was given up for being interrupted too often; for `requeue` only. */
  readonly interrupted: boolean
}

const done: Readonly<Record<PlainAction, string>> = {
  retry: 'tried again now',
  requeue: 'back in line',
  release: 'released',
  discard: 'discarded',
  restore: 'restored',
}

/** Carries out a recovery action on the named items; one verdict per item, fails when any was refused. */
export async function queueAct(
  call: Call,
  action: PlainAction,
  asked: readonly string[],
  options: ActOptions,
): Promise<number> {
  const { lane, all, interrupted } = options
  const sweeps = all || interrupted
  if ((all && interrupted) || sweeps === asked.length > 0) {
    const flag = interrupted ? '--interrupted' : '--all'
    const both = asked.length > 0 ? 'Items were named' : '--all was given'
    const sentence = sweeps ? `${both}, and ${flag} was given.` : `There is no item named to ${action}.`
    const nextStep = `Name items, or give --all: lanekeeper queue ${action} ITEM.`
    throw new CommandFailure('usage', sentence, { nextStep, exitCode: exitCodes.usage })
  }
  const owner = await neededOwner(call)
  const verdicts = await inTime(call, slowOwner, () =>
    speakWith(owner, async (calls) => {
      if (interrupted) return (await calls.lanes.requeueInterrupted({ lane })).verdicts
      const items = all ? await everyTarget(calls, lane, action) : await targets(calls, lane, asked)
      if (items.length === 0) return []
      return (await calls.lanes.act({ lane, action, items })).verdicts
    }),
  )
  const refusals = verdicts.filter((verdict) => !verdict.done).length
  call.voice.answer({ lane, action, done: verdicts.length - refusals, refused: refusals, verdicts }, () =>
    verdicts.length === 0
      ? `There is nothing to ${action}.`
      : verdicts.map((one) => line(call, action, one)).join('\n'),
  )
  return refusals === 0 ? exitCodes.done : exitCodes.failed
}

function line(call: Call, action: PlainAction, verdict: ActVerdict): string {
  if (!verdict.done)
    return `${harmless(verdict.id)}: ${call.voice.paint('red', 'refused')}: ${harmless(verdict.reason)}`
  return `${harmless(verdict.id)}: ${done[action]}, now ${columnWords[verdict.now.column]}`
}

async function targets(calls: Calls, lane: string, asked: readonly string[]): Promise<ItemTarget[]> {
  const found: ItemTarget[] = []
  for (const one of asked) found.push(await foundItem(calls, lane, one))
  return found
}

/** Everything the action applies to, up to the bound of one call. */
async function everyTarget(calls: Calls, lane: string, action: PlainAction): Promise<ItemTarget[]> {
  const applies = (column: Column): boolean => offers({ column }).includes(action)
  const found: ItemTarget[] = []
  for (const column of columns.filter(applies)) {
    for (let offset = 0; found.length < bounds.actItems; offset += bounds.windowRows) {
      const query = { lane, column, search: '', offset, limit: bounds.windowRows }
      const { rows } = await firstOf(calls.lanes.window(query))
      const applicable = rows.filter((row) => offers(row).includes(action))
      found.push(...applicable.map(({ id, file }) => ({ id, column, file })))
      if (rows.length < bounds.windowRows) break
    }
  }
  return found.slice(0, bounds.actItems)
}
