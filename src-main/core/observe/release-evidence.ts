import { open, readdir, stat } from 'node:fs/promises'
import type { ItemTarget, ReleaseEvidence } from '#shared/contract'
import { faultCode } from '../ground/fault-code'
import { Refused } from '../ground/refused'
import { isWaiting, refusalWhereItIs, standingOf } from '../lane/item-actions'
import { movedOn } from '../lane/item-edits'
import { parseItemName } from '../lane/item-name'
import type { Lane } from '../lane/lane'
import { knownRow } from '../lane/lane-window'
import { invocationFiles } from '../provider/invocation-files'
import { processStartTime } from '../provider/process-table'
import type { Invocations } from '../record/invocations'

const tailBytes = 2000

/** What speaks for or against an active item still being worked on, as it is at this moment. */
export async function releaseEvidence(
  lane: Lane,
  target: ItemTarget,
  invocations: Invocations,
  invocationsPath: string,
): Promise<ReleaseEvidence> {
  const standing = standingOf(lane, target)
  if (standing?.folder !== 'processing') {
    throw movedOn(refusalWhereItIs(lane, 'release', target))
  }
  if (isWaiting(standing)) {
    const nextStep = 'Answer its decision, and it goes on.'
    throw new Refused('not_offered', 'This item waits for a person; nothing runs that a release could end.', nextStep)
  }
  const { invocationId } = knownRow(lane, standing)
  const invocation = invocationId === null ? null : await invocations.find(invocationId)
  const { claim } = parseItemName(target.file, true)
  const outbox = await readdir(lane.moves.files.paths.outbox)
  const pid = invocation?.pid ?? null
  const startTime = pid === null ? null : await processStartTime(pid)
  const output = invocationId === null ? null : await lastOutput(invocationsPath, invocationId)
  return {
    worked: lane.isWorked(target.file),
    invocationId,
    pid,
    alive: startTime !== null && startTime === invocation?.processStartedAt,
    startedAt: invocation?.startedAt ?? null,
    lastOutputAt: output?.at ?? null,
    lastOutput: output?.text ?? '',
    resultWritten: claim !== null && outbox.some((file) => parseItemName(file, true).claim === claim),
  }
}

/** The end of whichever log was written to last. */
async function lastOutput(invocationsPath: string, id: string): Promise<{ at: number; text: string } | null> {
  const { stdoutPath, stderrPath } = invocationFiles(invocationsPath, id)
  let newest: { path: string; at: number; bytes: number } | null = null
  for (const path of [stdoutPath, stderrPath]) {
    const found = await stat(path).catch((error) => {
      if (faultCode(error) === 'ENOENT') return null
      throw error
    })
    if (found === null || found.size === 0) continue
    if (newest === null || found.mtimeMs > newest.at) newest = { path, at: found.mtimeMs, bytes: found.size }
  }
  if (newest === null) return null
  const file = await open(newest.path, 'r')
  try {
    const buffer = Buffer.alloc(Math.min(newest.bytes, tailBytes))
    const { bytesRead } = await file.read(buffer, 0, buffer.length, newest.bytes - buffer.length)
    return { at: newest.at, text: new TextDecoder().decode(buffer.subarray(0, bytesRead)) }
  } finally {
    await file.close()
  }
}
