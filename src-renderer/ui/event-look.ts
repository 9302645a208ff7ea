import type { ItemEvent } from '#shared/item'
import type { Tone } from './status-look'

interface EventLook {
  readonly word: string
  readonly tone: Tone
}

export const eventLooks: Record<ItemEvent['kind'], EventLook> = {
  enqueued: { word: 'Enqueued', tone: 'pending' },
  seen: { word: 'Seen', tone: 'pending' },
  claimed: { word: 'Claimed', tone: 'active' },
  invoked: { word: 'Invoked', tone: 'active' },
  refused: { word: 'Refused', tone: 'waiting' },
  completed: { word: 'Completed', tone: 'completed' },
  failed: { word: 'Failed', tone: 'failed' },
  interrupted: { word: 'Interrupted', tone: 'waiting' },
  held: { word: 'Held', tone: 'waiting' },
  waiting: { word: 'Waiting', tone: 'waiting' },
  resumed: { word: 'Resumed', tone: 'active' },
  buried: { word: 'Buried', tone: 'dead' },
  rejected: { word: 'Rejected', tone: 'rejected' },
  requeued: { word: 'Requeued', tone: 'pending' },
  retried: { word: 'Retried', tone: 'pending' },
  released: { word: 'Released', tone: 'pending' },
  resent: { word: 'Resent', tone: 'completed' },
  repaired: { word: 'Repaired', tone: 'pending' },
  discarded: { word: 'Discarded', tone: 'trash' },
  restored: { word: 'Restored', tone: 'pending' },
  recovered: { word: 'Recovered', tone: 'waiting' },
}
