import type { ItemEvent } from '#shared/item'
import type { History } from '../record/history'
import type { Interruption } from './interruption'
import type { LaneSettings } from './lane-settings'
import type { Slots } from './slots'
import type { WatchFolder } from './watch-folder'
import type { ItemReading } from './work'

export interface LaneOptions {
  readonly name: string
  readonly root: string
  readonly durability: 'full' | 'relaxed'
  /** Asked each time, since edits take effect while the lane works. */
  readonly settings: () => LaneSettings
  readonly slots: Slots
  readonly history: History
  readonly now: () => number
  /** What waits are measured by; left out: `now`, and at least as fast as the machine runs. */
  readonly steadyNow?: () => number
  /** Told that counts, rows or trouble changed. */
  readonly changed: () => void
  readonly told: (title: string, event: ItemEvent) => void
  readonly fault: (error: unknown) => void
  /** Makes sure that nothing an earlier life started for this item still runs. */
  readonly endLeftovers: (itemFile: string) => Promise<void>
  /** See `RecoveryOptions`. */
  readonly interruption?: (file: string, id: string) => Interruption
  readonly watch?: WatchFolder
  /** How its files are read; left out: as messages. */
  readonly reading?: ItemReading
  /** Longest a released item's run may take to end before its release is given up, ms. */
  readonly releaseMs?: number
}
