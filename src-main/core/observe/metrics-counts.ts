import type { Invocation } from '#shared/invocation'
import type { ItemEvent } from '#shared/item'
import type { Family, Sample } from './metrics-text'

/** Ends and setbacks of items that are counted. */
const countedKinds = ['completed', 'failed', 'buried', 'rejected', 'interrupted'] as const
type CountedKind = (typeof countedKinds)[number]

/** Upper bounds of the duration histogram, in seconds. */
const bucketSeconds = [1, 2, 5, 10, 30, 60, 120, 300, 600, 1200, 1800, 3600]

interface Durations {
  readonly buckets: number[]
  sum: number
  count: number
}

/** What has happened since this process opened the home, in numbers. They only grow; a reader takes differences. */
export class MetricsCounts {
  readonly #items = new Map<string, Record<CountedKind, number>>()
  readonly #outcomes = new Map<string, Map<string, number>>()
  readonly #durations = new Map<string, Durations>()
  readonly #spent = new Map<string, { input: number; output: number; usd: number }>()

  told({ lane, kind }: Pick<ItemEvent, 'lane' | 'kind'>): void {
    const counted = countedKinds.find((one) => one === kind)
    if (counted !== undefined) this.#itemsOf(lane)[counted]++
  }

  /** Counts a run that has ended; one that still runs is passed over. */
  progressed(invocation: Invocation): void {
    const { provider, status, failureClass, startedAt, endedAt, usage } = invocation
    if (status === 'running') return
    const outcomes = this.#outcomes.get(provider) ?? new Map<string, number>()
    this.#outcomes.set(provider, outcomes)
    const outcome = failureClass ?? status
    outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1)
    if (endedAt !== null) this.#took(provider, Math.max(0, endedAt - startedAt) / 1000)
    if (usage === null) return
    const spent = this.#spent.get(provider) ?? { input: 0, output: 0, usd: 0 }
    this.#spent.set(provider, spent)
    spent.input += usage.inputTokens ?? 0
    spent.output += usage.outputTokens ?? 0
    spent.usd += usage.costUsd ?? 0
  }

  /** The families, with zeros for lanes of which nothing is known yet. */
  families(lanes: readonly string[]): Family[] {
    for (const lane of lanes) this.#itemsOf(lane)
    return [
      {
        name: 'lanekeeper_items_total',
        help: 'Items by how an attempt or a check of them ended.',
        type: 'counter',
        samples: [...this.#items].flatMap(([lane, counts]) =>
          countedKinds.map((outcome) => ({ labels: { lane, outcome }, value: counts[outcome] })),
        ),
      },
      {
        name: 'lanekeeper_invocations_total',
        help: "Ended executions of providers' programs by outcome.",
        type: 'counter',
        samples: [...this.#outcomes].flatMap(([provider, outcomes]) =>
          [...outcomes].map(([outcome, value]) => ({ labels: { provider, outcome }, value })),
        ),
      },
      {
        name: 'lanekeeper_invocation_duration_seconds',
        help: "How long executions of providers' programs took.",
        type: 'histogram',
        samples: [...this.#durations].flatMap(([provider, durations]) => histogram(provider, durations)),
      },
      {
        name: 'lanekeeper_tokens_total',
        help: 'Tokens that providers told they used.',
        type: 'counter',
        samples: [...this.#spent].flatMap(([provider, { input, output }]) => [
          { labels: { provider, direction: 'input' }, value: input },
          { labels: { provider, direction: 'output' }, value: output },
        ]),
      },
      {
        name: 'lanekeeper_spend_usd_total',
        help: 'Cost in US dollars, as far as providers told it or it could be reckoned.',
        type: 'counter',
        samples: [...this.#spent].map(([provider, { usd }]) => ({ labels: { provider }, value: usd })),
      },
    ]
  }

  #itemsOf(lane: string): Record<CountedKind, number> {
    const known = this.#items.get(lane)
    if (known !== undefined) return known
    const counts = { completed: 0, failed: 0, buried: 0, rejected: 0, interrupted: 0 }
    this.#items.set(lane, counts)
    return counts
  }

  #took(provider: string, seconds: number): void {
    const durations = this.#durations.get(provider) ?? { buckets: bucketSeconds.map(() => 0), sum: 0, count: 0 }
    this.#durations.set(provider, durations)
    for (const [at, bound] of bucketSeconds.entries()) {
      if (seconds <= bound) durations.buckets[at] = (durations.buckets[at] ?? 0) + 1
    }
    durations.sum += seconds
    durations.count++
  }
}

function histogram(provider: string, { buckets, sum, count }: Durations): Sample[] {
  const bucket = (le: string, value: number): Sample => ({ suffix: '_bucket', labels: { provider, le }, value })
  return [
    ...bucketSeconds.map((bound, at) => bucket(String(bound), buckets[at] ?? 0)),
    bucket('+Inf', count),
    { suffix: '_sum', labels: { provider }, value: sum },
    { suffix: '_count', labels: { provider }, value: count },
  ]
}
