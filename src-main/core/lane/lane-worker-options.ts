import type { FolderIndex } from './folder-index'
import type { LaneMoves } from './lane-moves'
import type { LaneRecord } from './lane-record'
import type { LaneSettings } from './lane-settings'
import type { Slots } from './slots'
import type { GroupOf, ItemReading, Work, Working } from './work'

export interface LaneWorkerOptions {
  readonly name: string
  readonly moves: LaneMoves
  readonly record: LaneRecord
  readonly incoming: FolderIndex
  readonly processing: FolderIndex
  readonly slots: Slots
  readonly settings: () => LaneSettings
  readonly groupOf: GroupOf
  readonly reading: ItemReading
  readonly work: Work
  readonly now: () => number
  /** What waits are measured by; see `steadyClock`. */
  readonly steadyNow: () => number
  readonly working: (file: string, now: Working | null) => void
  /** Told that `trouble` came or went. */
  readonly troubled: () => void
  /** A fault of the machine that the lane outlives, with what it is about; null when that one is over. */
  readonly fault: (about: string, error: unknown) => void
  /** What an ending asked to be done after its move failed, which changes nothing for the item. */
  readonly afterFailed: (error: unknown) => void
}
