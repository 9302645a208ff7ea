import type { Attention, LaneCard, ProviderCard } from '#shared/board'
import { bounds } from '#shared/limits'
import type { SupervisorStatus } from '#shared/supervisor'
import { counted } from '#shared/words'
import { messageLane } from '../ground/message-lane'
import { problemSentence, type SettingsProblem } from '../settings/yaml-file'
import type { HomeTrouble } from '../supervise/home-trouble'

export interface AttentionSources {
  readonly lanes: readonly LaneCard[]
  readonly supervisor: SupervisorStatus
  readonly problems: readonly SettingsProblem[]
  /** Why edits of the settings are noticed by looking alone, or null. */
  readonly unwatched: string | null
  readonly answering: ProviderCard | null
  /** What the owner cannot write down, or null. */
  readonly fault: HomeTrouble | null
  /** Of providers, spend caps and quiet runs. */
  readonly notes: readonly Attention[]
}

/** What a person should look at now, worst first. Pure: the same sources give the same list. */
export function attentionOf(sources: AttentionSources): Attention[] {
  const found: Attention[] = []
  const add = (
    id: string,
    level: Attention['level'],
    sentence: string,
    nextStep: string | null,
    lane: string | null = null,
  ): void => {
    found.push({ id, level, sentence, nextStep, lane, itemId: null })
  }
  const { supervisor, answering } = sources
  if (supervisor.state === 'stop_failed') {
    add(
      'stop_failed',
      'error',
      supervisor.reason ?? 'The last stop failed.',
      'End what is left, then press Stop again.',
    )
  } else if (supervisor.state === 'stopped' && supervisor.reason !== null) {
    add('start_failed', 'error', supervisor.reason, 'Mend the cause, then press Start.')
  }
  if (sources.fault !== null) {
    const { sentence, nextStep } = sources.fault
    const about = { lane: null, itemId: null, inLog: true }
    const look = nextStep ?? 'See the log in the home folder for the cause.'
    found.push({ id: 'fault', level: 'error', sentence, nextStep: look, ...about })
  }
  for (const problem of sources.problems) {
    add(
      `settings:${problemSentence(problem)}`.slice(0, 300),
      'error',
      problemSentence(problem),
      'Mend the file; it is read again as soon as it is saved.',
    )
  }
  if (sources.unwatched !== null) {
    add('unwatched', 'warning', sources.unwatched, 'See lanekeeper doctor for the limits the system sets.')
  }
  if (answering !== null && answering.path === null) {
    const sentence = `The program of the provider "${answering.name}" was not found.`
    add('provider_missing', 'error', sentence, 'Install it, or name another provider in orchestrator.yaml.')
  }
  for (const lane of sources.lanes) {
    if (lane.trouble !== null) add(`lane:${lane.name}`, 'warning', lane.trouble, null, lane.name)
    const { dead, rejected } = lane.counts
    if (dead > 0)
      add(
        `dead:${lane.name}`,
        'warning',
        lane.name === messageLane
          ? `${counted(dead, 'item')} could not be answered.`
          : `${counted(dead, 'item')} of ${lane.name} could not be done.`,
        'See the Dead column for the reasons.',
        lane.name,
      )
    if (rejected > 0) {
      add(
        `rejected:${lane.name}`,
        'warning',
        lane.name === messageLane
          ? `${counted(rejected, 'file')} in incoming ${rejected === 1 ? 'was' : 'were'} no message.`
          : `${counted(rejected, 'file')} in incoming of ${lane.name} ${rejected === 1 ? 'was no item' : 'were no items'} of it.`,
        'See the Rejected column for the reasons.',
        lane.name,
      )
    }
  }
  found.push(...sources.notes)
  const rank = { error: 0, warning: 1, notice: 2 }
  return found.sort((a, b) => rank[a.level] - rank[b.level]).slice(0, bounds.boardAttention)
}
