import { type Call, inTime, slowOwner } from './call'
import { exitCodes } from './command-failure'
import { LaneWriter } from './lane-writer'
import { ownerToAsk, speakWith } from './owner-link'
import { harmless } from './paint'

/** Puts an item of a runbook queue in line; its variables are checked first, with an owner or without. */
export async function pushItem(call: Call, lane: string, text: string): Promise<number> {
  const { id, by } = await inTime(call, slowOwner, async () => {
    const owner = await ownerToAsk(call, 'The item is put in line on the disk.')
    if (owner === null) {
      return { id: await (await LaneWriter.open(call.paths, lane)).pushItem(text), by: 'command' as const }
    }
    return { ...(await speakWith(owner, (calls) => calls.lanes.push({ lane, text }))), by: 'owner' as const }
  })
  call.voice.answer({ pushed: true, lane, id, by }, () => `In line as ${harmless(id)}`)
  if (by === 'command') call.voice.note('Nobody works on it until the supervisor runs: lanekeeper start --detach.')
  return exitCodes.done
}
