import { faultPoint } from './fault-point'
import { freshClaim, parseItemName } from './item-name'
import type { LaneFiles } from './lane-files'

/** Folders an item can be discarded from, and restored to. */
export type DiscardableFolder = 'incoming' | 'dead' | 'rejected'

/**
 * The moves an operator asks for. Each is one exclusive rename of exactly the file that was shown, so of many clicks one
 * wins; the others are answered null. None destroys a message.
 */

/** Lets a failed item start at once: its place in line and its attempt stay. */
export async function retryNow(files: LaneFiles, file: string, now: number = Date.now()): Promise<string | null> {
  const retried = await files.moveFree('incoming', file, 'incoming', {
    ...parseItemName(file, false),
    notBefore: now,
  })
  faultPoint('retry:renamed')
  await files.sync('incoming')
  faultPoint('retry:synced')
  return retried
}

/** Puts a dead item back in line as if it had just come, at its old place. */
export async function requeue(files: LaneFiles, file: string): Promise<string | null> {
  const name = { ...parseItemName(file, true), attempt: 1, notBefore: null, interrupted: 0, claim: null }
  const requeued = await files.moveFree('dead', file, 'incoming', name)
  if (requeued === null) return null
  faultPoint('requeue:renamed')
  await files.syncMove('dead', 'incoming')
  faultPoint('requeue:synced')
  await files.dropReason('dead', file)
  faultPoint('requeue:unlinked')
  return requeued
}

/** Moves an item to the trash; its name there remembers where it came from. */
export async function discard(files: LaneFiles, from: DiscardableFolder, file: string): Promise<string | null> {
  const name = parseItemName(file, from !== 'incoming')
  const claim = name.claim ?? freshClaim()
  const discarded = await files.moveFree(from, file, 'trash', { ...name, from, claim })
  if (discarded === null) return null
  faultPoint('discard:renamed')
  await files.moveReason(from, file, 'trash', discarded)
  faultPoint('discard:explained')
  await files.syncMove(from, 'trash')
  faultPoint('discard:synced')
  return discarded
}

/** Moves an item from the trash back to the folder it came from. Answers that folder and its name there. */
export async function restore(
  files: LaneFiles,
  file: string,
): Promise<{ readonly folder: DiscardableFolder; readonly file: string } | null> {
  const name = parseItemName(file, true)
  const folder = name.from === 'dead' || name.from === 'rejected' ? name.from : 'incoming'
  if (folder === 'incoming') {
    const restored = await files.moveFree('trash', file, folder, { ...name, from: null, claim: null })
    faultPoint('restore:renamed')
    await files.syncMove('trash', folder)
    faultPoint('restore:synced')
    return restored === null ? null : { folder, file: restored }
  }
  const target = await files.moveFree('trash', file, folder, { ...name, from: null })
  if (target === null) return null
  faultPoint('restore:renamed')
  await files.moveReason('trash', file, folder, target)
  faultPoint('restore:explained')
  await files.syncMove('trash', folder)
  faultPoint('restore:synced')
  return { folder, file: target }
}
