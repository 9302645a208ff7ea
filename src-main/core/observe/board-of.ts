import type { Activity, Attention, Board, LaneCard, ProviderCard, Told } from '#shared/board'
import type { DecisionCard } from '#shared/decision'
import { bounds } from '#shared/limits'
import type { SupervisorStatus } from '#shared/supervisor'
import { messageLane } from '../ground/message-lane'
import type { Lane } from '../lane/lane'
import { knownRow } from '../lane/lane-window'
import { routeOf } from '../orchestrate/route'
import { queueCard } from '../settings/runbook/queue-card'
import type { Effective } from '../settings/settings'
import type { SettingsProblem } from '../settings/yaml-file'
import type { HomeTrouble } from '../supervise/home-trouble'
import { attentionOf } from './attention'

export interface BoardSources {
  readonly home: Board['home']
  readonly lanes: readonly Lane[]
  /** Names of lanes whose answers of before are still being read into the history. */
  readonly reading: ReadonlySet<string>
  readonly supervisor: SupervisorStatus
  readonly activity: Activity[]
  readonly told: Told[]
  readonly recovery: Board['recovery']
  readonly providers: readonly ProviderCard[]
  readonly effective: Effective
  readonly problems: readonly SettingsProblem[]
  readonly unwatched: string | null
  readonly settingsReadAt: number | null
  readonly fault: HomeTrouble | null
  readonly spend: NonNullable<Board['spend']>
  readonly decisions: readonly DecisionCard[]
  readonly runs: NonNullable<Board['runs']>
  /** Of providers, spend caps and quiet runs. */
  readonly notes: readonly Attention[]
}

/** The board as its sources stand at this moment. */
export function boardOf(sources: BoardSources): Board {
  const { home, supervisor, activity, recovery, providers, effective, fault } = sources
  const lanes = sources.lanes.map((lane) => laneCard(lane, effective, sources.reading))
  const route = routeOf({ channel: 'panel' }, effective)
  const answering = route.ok
    ? { orchestrator: route.orchestratorId, agent: route.agentId, provider: route.agent.provider }
    : null
  const active = sources.lanes.flatMap((lane) => {
    const standing = lane.index.folders.processing.inLine().slice(0, bounds.boardActive)
    return standing.map((listed) => knownRow(lane, { folder: 'processing', listed }))
  })
  return {
    home,
    supervisor,
    lanes,
    active: active.slice(0, bounds.boardActive),
    activity,
    told: sources.told,
    attention: attentionOf({
      lanes,
      supervisor,
      problems: sources.problems,
      unwatched: sources.unwatched,
      answering: providers.find((card) => card.name === answering?.provider) ?? null,
      fault,
      notes: sources.notes,
    }),
    recovery,
    providers: [...providers],
    spend: sources.spend,
    decisions: [...sources.decisions],
    runs: sources.runs,
    settingsReadAt: sources.settingsReadAt,
    answering,
  }
}

function laneCard(lane: Lane, { runbooks }: Effective, reading: ReadonlySet<string>): LaneCard {
  const card = { ...lane.card(), ...(reading.has(lane.name) ? { completedGrows: true } : {}) }
  return lane.name === messageLane ? card : { ...card, queue: queueCard(runbooks.get(lane.name)) }
}
