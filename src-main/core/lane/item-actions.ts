import type { ActVerdict, ItemTarget } from '#shared/contract'
import type { Column } from '#shared/item'
import type { ItemAction, PlainAction } from '#shared/offers'
import { refusedAction } from '#shared/refused-actions'
import { faultText } from '../ground/fault-code'
import type { Standing } from './found-item'
import type { Lane } from './lane'
import type { IndexedFolder } from './lane-index'
import type { Told } from './lane-record'
import { discard, requeue, restore, retryNow } from './operator-moves'
import { isParked } from './parked-items'
import type { Listed } from './sliced-scan'

export const moved = 'It has moved on meanwhile.'
const doesNotEnd = 'Its run was told to end and has not. It stays active, and goes back in line once the run ends.'

/** Items acted on at a time: they share the syncs of their folders. */
const sideBySide = 32

/** Carries out an action on each item for itself; what happens to one touches no other. */
export async function actOnItems(
  lane: Lane,
  action: PlainAction,
  targets: readonly ItemTarget[],
): Promise<ActVerdict[]> {
  const verdicts: ActVerdict[] = []
  for (let at = 0; at < targets.length; at += sideBySide) {
    const some = targets.slice(at, at + sideBySide)
    verdicts.push(...(await Promise.all(some.map((target) => actOnOne(lane, action, target)))))
  }
  return verdicts
}

async function actOnOne(lane: Lane, action: PlainAction, target: ItemTarget): Promise<ActVerdict> {
  try {
    return await act(lane, action, target)
  } catch (error) {
    return { done: false, id: target.id, reason: `The disk refused: ${faultText(error)}.` }
  }
}

/** Where the shown file stands now, or null when it is not that file any more. */
export function standingOf(lane: Lane, target: ItemTarget): Standing | null {
  const folder = folderOf(target.column)
  if (folder === null) return null
  const listed = lane.index.folders[folder].get(target.file) ?? null
  if (listed === null) return null
  return lane.record.identify(target.file, folder !== 'incoming', listed).id === target.id ? { folder, listed } : null
}

/** True for an item in `processing` whose run waits for a person. */
export function isWaiting({ folder, listed }: Standing): boolean {
  return folder === 'processing' && isParked(listed.file)
}

/** Of an item that is not where it was seen: why the action does not apply where it is now, as far as that is known. */
export function refusalWhereItIs(lane: Lane, action: ItemAction, { id }: ItemTarget): string {
  const standing = lane.find(id)
  if (standing !== null) return refusedAction(action, placeOf(lane, standing)) ?? moved
  const isCompleted = lane.record.notes(id)?.status === 'completed'
  return (isCompleted ? refusedAction(action, { column: 'completed' }) : null) ?? moved
}

export function placeOf(lane: Lane, standing: Standing): { readonly column: Column; readonly waiting: boolean } {
  return { column: lane.columnOf(standing), waiting: isWaiting(standing) }
}

async function act(lane: Lane, action: PlainAction, target: ItemTarget): Promise<ActVerdict> {
  const refused = (reason: string): ActVerdict => ({ done: false, id: target.id, reason })
  const standing = standingOf(lane, target)
  if (standing === null) return refused(refusalWhereItIs(lane, action, target))
  const reason = refusedAction(action, placeOf(lane, standing))
  if (reason !== null) return refused(reason)
  if (action === 'release') {
    const now = await lane.release(standing.listed.file)
    if (now === 'does not end') return refused(doesNotEnd)
    return now === null
      ? refused(refusalWhereItIs(lane, action, target))
      : { done: true, id: target.id, now: { ...target, ...now } }
  }
  const done = await carryOut(lane, action, standing)
  if (done === null) return refused(refusalWhereItIs(lane, action, target))
  const identity = lane.record.identify(standing.listed.file, standing.folder !== 'incoming', standing.listed)
  lane.record.tell({ ...identity, ...done.identity }, done.told)
  const now = {
    id: target.id,
    column: lane.columnOf({ folder: done.folder, listed: done.listed }),
    file: done.listed.file,
  }
  return { done: true, id: target.id, now }
}

interface Done {
  readonly folder: IndexedFolder
  readonly listed: Listed
  readonly told: Told
  readonly identity?: { readonly attempt: number }
}

async function carryOut(
  lane: Lane,
  action: Exclude<PlainAction, 'release'>,
  { folder, listed }: Standing,
): Promise<Done | null> {
  const { files } = lane.moves
  const done = (to: IndexedFolder, file: string | null, told: Told, identity?: { attempt: number }): Done | null => {
    if (file === null) return null
    const now = lane.index.folders[to].get(file) ?? { ...listed, file }
    return { folder: to, listed: now, told, ...(identity === undefined ? {} : { identity }) }
  }
  switch (action) {
    case 'retry':
      return done(
        'incoming',
        await retryNow(files, listed.file, lane.now()),
        told('retried', 'pending', 'Tried again at once'),
      )
    case 'requeue':
      return done('incoming', await requeue(files, listed.file), told('requeued', 'pending', 'Put back in line'), {
        attempt: 1,
      })
    case 'discard':
      if (folder === 'processing' || folder === 'trash') return null
      return done('trash', await discard(files, folder, listed.file), {
        ...told('discarded', 'trash', `Discarded from ${folder}`),
        keeps: 'reason',
      })
    case 'restore': {
      const restored = await restore(files, listed.file)
      if (restored === null) return null
      const { folder: to, file } = restored
      const status = to !== 'incoming' ? to : lane.isFailed(file) ? 'failed' : 'pending'
      const before = lane.record.beforeTrash(lane.record.identify(listed.file, true, listed))
      return done(to, file, { ...told('restored', status, `Restored to ${to}`), ...before })
    }
  }
}

function told(kind: Told['kind'], status: Told['status'], text: string): Told {
  return { kind, status, text }
}

/** The folder whose files make up a column; completed items have none. */
export function folderOf(column: ItemTarget['column']): IndexedFolder | null {
  switch (column) {
    case 'pending':
    case 'failed':
      return 'incoming'
    case 'active':
      return 'processing'
    case 'completed':
      return null
    case 'dead':
    case 'rejected':
    case 'trash':
      return column
  }
}
