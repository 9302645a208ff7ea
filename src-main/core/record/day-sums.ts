import type { SpendRow } from '#shared/spend'

/** What one more run adds. */
export interface SpendEntry {
  readonly agent: string
  readonly lane: string
  readonly inputTokens: number
  readonly outputTokens: number
  readonly costUsd: number | null
  readonly estimated: boolean
}

/** The sums of one day, its agents and lanes, kept up with every run: a busy day has too many of them to be added up each time. */
export class DaySums {
  readonly day: string
  readonly agents: Map<string, number>
  readonly lanes: Map<string, number>
  #total: SpendRow

  constructor(total: SpendRow, agents: ReadonlyMap<string, number>, lanes: ReadonlyMap<string, number>) {
    this.day = total.name
    this.#total = total
    this.agents = new Map(agents)
    this.lanes = new Map(lanes)
  }

  get total(): SpendRow {
    return this.#total
  }

  add({ agent, lane, inputTokens, outputTokens, costUsd, estimated }: SpendEntry): void {
    const before = this.#total
    const cost = costUsd ?? 0
    this.agents.set(agent, (this.agents.get(agent) ?? 0) + cost)
    this.lanes.set(lane, (this.lanes.get(lane) ?? 0) + cost)
    this.#total = {
      name: before.name,
      runs: before.runs + 1,
      unpricedRuns: before.unpricedRuns + (costUsd === null ? 1 : 0),
      inputTokens: before.inputTokens + inputTokens,
      outputTokens: before.outputTokens + outputTokens,
      costUsd: before.costUsd + cost,
      estimated: before.estimated || estimated,
    }
  }
}
