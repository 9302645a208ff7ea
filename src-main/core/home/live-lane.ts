import type { ItemEvent } from '#shared/item'
import { messageLane } from '../ground/message-lane'
import { claimedAt } from '../lane/item-name'
import { Lane } from '../lane/lane'
import { laneSettings } from '../lane/lane-settings'
import type { Slots } from '../lane/slots'
import { queueLaneSettings } from '../orchestrate/queue-lane-settings'
import { queueReading } from '../orchestrate/queue-reading'
import type { History } from '../record/history'
import type { Log } from '../record/log'
import type { Effective } from '../settings/settings'
import type { CutShort } from '../supervise/last-look'

export interface LiveLaneOptions {
  readonly effective: () => Effective
  readonly slots: Slots
  readonly history: History
  readonly log: Log
  readonly changed: () => void
  readonly told: (title: string, event: ItemEvent) => void
  readonly endLeftovers: (itemFile: string) => Promise<void>
  /** What was found of the program of an item when an earlier life was cut short. */
  readonly cutShort: (itemFile: string) => CutShort
  readonly stepEndedSince: (id: string, at: number) => boolean
}

/** A lane of the home as the settings in force describe it: the one of messages, or that of a runbook's queue. */
export function liveLane(name: string, root: string, options: LiveLaneOptions): Lane {
  const { effective, slots, history, log, changed, told } = options
  const queue = () => effective().runbooks.get(name) ?? null
  return new Lane({
    name,
    root,
    durability: effective().settings.durability,
    settings: () => {
      const declared = queue()
      const { settings } = effective()
      return declared === null ? laneSettings(settings) : queueLaneSettings(declared, settings)
    },
    slots,
    history,
    now: Date.now,
    changed,
    told: (title, event) => {
      told(title, event)
      log.info('lane', event.text, { lane: event.lane, item: event.id, kind: event.kind, attempt: event.attempt })
    },
    endLeftovers: options.endLeftovers,
    interruption: (file, id) => ({
      ...options.cutShort(file),
      stepEnded: options.stepEndedSince(id, claimedAt(file)),
    }),
    fault: (error) => log.error('lane', 'A step of the lane was refused', error, { lane: name }),
    ...(name === messageLane ? {} : { reading: queueReading(name, queue) }),
  })
}
