import type { Call } from './call'
import { exitCodes } from './command-failure'
import { askHome, type By } from './home-calls'
import type { Calls } from './owner-link'
import { harmless } from './paint'

/** Puts an item of a runbook queue in line; its variables are checked first, with an owner or without. */
export async function pushItem(call: Call, lane: string, text: string): Promise<number> {
  const otherwise = 'The item is put in line on the disk.'
  const ask = async (calls: Calls, by: By) => ({ ...(await calls.lanes.push({ lane, text })), by })
  const { id, by } = await askHome(call, ask, otherwise)
  call.voice.answer({ pushed: true, lane, id, by }, () => `In line as ${harmless(id)}`)
  if (by === 'command') call.voice.note('Nobody works on it until the supervisor runs: lanekeeper start --detach.')
  return exitCodes.done
}
