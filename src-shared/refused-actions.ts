import type { Column, ItemRow } from './item'
import type { ItemAction } from './offers'

type Sentences = Readonly<Record<ItemAction, string | null>>

const completed = 'It is completed; use edit and resend.'
const trashed = 'It is in the trash; restore it first.'
const asked = 'It waits for a person; answer its decision.'

/** Why an action does not apply where an item stands, and what does; null where it applies. */
const sentences: Readonly<Record<Column | 'waiting', Sentences>> = {
  pending: {
    retry: 'It is pending and starts as soon as it is its turn.',
    requeue: 'It is pending: it is in line already.',
    edit: 'It is pending; discard it and send another.',
    release: 'It is pending; nothing of it runs.',
    discard: null,
    restore: 'It is pending, not in the trash.',
    repair: 'It is pending; there is nothing to repair.',
  },
  active: {
    retry: 'It is active: it is being worked on.',
    requeue: 'It is active; release it to put it back in line.',
    edit: 'It is active; edit and resend it once it has ended.',
    release: null,
    discard: 'It is active; release it first, then discard it.',
    restore: 'It is active, not in the trash.',
    repair: 'It is active; there is nothing to repair.',
  },
  completed: {
    retry: completed,
    requeue: completed,
    edit: null,
    release: completed,
    discard: completed,
    restore: completed,
    repair: completed,
  },
  failed: {
    retry: null,
    requeue: 'It is failed and is tried again by itself; use retry to start it now.',
    edit: 'It is failed and is tried again; discard it and send another.',
    release: 'It is failed and waits for its retry; nothing of it runs.',
    discard: null,
    restore: 'It is failed, not in the trash; use retry to start it now.',
    repair: 'It is failed and is tried again; there is nothing to repair.',
  },
  dead: {
    retry: 'It is dead; use requeue.',
    requeue: null,
    edit: null,
    release: 'It is dead; nothing of it runs.',
    discard: null,
    restore: 'It is dead, not in the trash; use requeue.',
    repair: 'It is dead; use edit and resend.',
  },
  rejected: {
    retry: 'It is rejected; use repair.',
    requeue: 'It is rejected; use repair.',
    edit: 'It is rejected; use repair.',
    release: 'It is rejected; nothing of it runs.',
    discard: null,
    restore: 'It is rejected, not in the trash; use repair.',
    repair: null,
  },
  trash: {
    retry: trashed,
    requeue: trashed,
    edit: trashed,
    release: trashed,
    discard: 'It is in the trash already.',
    restore: null,
    repair: trashed,
  },
  waiting: {
    retry: asked,
    requeue: asked,
    edit: asked,
    release: asked,
    discard: asked,
    restore: asked,
    repair: asked,
  },
}

/** Why an action does not apply to an item now, with what does; null when it applies. Says what `offers` rules. */
export function refusedAction(
  action: ItemAction,
  { column, waiting }: Pick<ItemRow, 'column'> & Partial<Pick<ItemRow, 'waiting'>>,
): string | null {
  return sentences[waiting === true ? 'waiting' : column][action]
}
