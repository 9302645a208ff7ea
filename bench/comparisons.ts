import type { ProbeOptions } from './probe'
import type { ProbeName } from './probes'

/** What a figure is held against: `share` of the baseline's, or a value of its own. */
export type Limit =
  | { readonly kind: 'ratio'; readonly atLeast: number }
  | { readonly kind: 'ratio'; readonly atMost: number }
  | { readonly kind: 'value'; readonly atLeast: number }
  | { readonly kind: 'value'; readonly atMost: number }
  /** Beyond what the baseline takes. */
  | { readonly kind: 'difference'; readonly atMost: number }

export interface Row {
  readonly name: string
  readonly unit: string
  /** Names of the two probes' figures. */
  readonly of: string
  readonly against: string | null
  readonly limit: Limit
}

export interface Run {
  readonly probe: ProbeName
  readonly options: Partial<Omit<ProbeOptions, 'folder'>> & { readonly count: number }
}

export interface Comparison {
  readonly name: string
  readonly subject: Run
  readonly baseline: Run | null
  readonly rows: readonly Row[]
  /** Works on the long lane that is made once, and leaves it as it was. */
  readonly onLongLane?: true
  /** Both are idle, so they may run at the same time. */
  readonly together?: true
}

export interface Sizes {
  readonly pairs: number
  readonly messages: number
  readonly longLane: number
  readonly drops: number
  readonly steadySeconds: number
  readonly idleSeconds: number
}

export const fullSizes: Sizes = {
  pairs: 5,
  messages: 4000,
  longLane: 100_000,
  drops: 300,
  steadySeconds: 8,
  idleSeconds: 60,
}
export const quickSizes: Sizes = {
  ...fullSizes,
  pairs: 3,
  messages: 1500,
  drops: 150,
  steadySeconds: 3,
  idleSeconds: 20,
}

export function comparisons(sizes: Sizes): Comparison[] {
  const { messages, longLane, drops, steadySeconds, idleSeconds } = sizes
  const long = longLane.toLocaleString('en')
  return [
    throughput('full, 16 in flight', messages, 16, 'full', 0.75),
    throughput('full, 64 in flight', messages, 64, 'full', 0.7),
    throughput('full, 1 in flight', Math.ceil(messages / 4), 1, 'full', 0.8),
    throughput('relaxed, 16 in flight', messages, 16, 'relaxed', 0.6),
    {
      name: 'pick-up',
      subject: { probe: 'pickUp', options: { count: drops } },
      baseline: { probe: 'barePickUp', options: { count: drops } },
      rows: [
        latency('idle lane, file renamed in → claimed, p50', 'p50Ms', 3),
        latency('idle lane, file renamed in → claimed, p99', 'p99Ms', 15),
      ],
    },
    {
      name: 'busy key',
      subject: { probe: 'pickUpBesideBusyKey', options: { count: 10_000 } },
      baseline: { probe: 'pickUp', options: { count: 200 } },
      rows: [
        {
          name: 'another key picked up beside a busy key with 10,000 waiting, p50',
          unit: 'ms',
          of: 'p50Ms',
          against: 'p50Ms',
          limit: { kind: 'ratio', atMost: 1.2 },
        },
      ],
    },
    {
      name: 'index',
      onLongLane: true,
      subject: { probe: 'laneIndexing', options: { count: longLane } },
      baseline: { probe: 'bareListing', options: { count: longLane } },
      rows: [
        { name: `index of ${long} files`, unit: 'ms', of: 'ms', against: 'ms', limit: { kind: 'ratio', atMost: 1.4 } },
        { name: 'its memory', unit: 'MB', of: 'memoryMb', against: 'memoryMb', limit: { kind: 'value', atMost: 60 } },
        {
          name: 'its longest block of the event loop',
          unit: 'ms',
          of: 'longestBlockMs',
          against: 'ms',
          limit: { kind: 'value', atMost: 30 },
        },
      ],
    },
    {
      name: 'first claim',
      onLongLane: true,
      // One at a time: of many that start together, the first in line need not be the first to have started.
      subject: { probe: 'firstClaim', options: { count: longLane, inFlight: 1 } },
      baseline: { probe: 'bareFirstClaim', options: { count: longLane } },
      rows: [
        {
          name: `first claim in a lane of ${long} waiting files`,
          unit: 'ms',
          of: 'ms',
          against: 'ms',
          limit: { kind: 'ratio', atMost: 1.2 },
        },
      ],
    },
    {
      name: 'scheduler',
      subject: { probe: 'schedulePicks', options: { count: longLane } },
      baseline: null,
      rows: [
        {
          name: `scheduler alone, ${long} waiting, 10,000 keys`,
          unit: 'picks/s',
          of: 'perSecond',
          against: null,
          limit: { kind: 'value', atLeast: 1_000_000 },
        },
      ],
    },
    {
      name: 'steady flow',
      subject: { probe: 'steadyFlow', options: { count: 1, seconds: steadySeconds } },
      baseline: { probe: 'idleLoop', options: { count: 1, seconds: steadySeconds } },
      rows: [latency('event-loop delay at a steady 1,000 messages/s, p99', 'p99Ms', 10)],
    },
    {
      name: 'provider runs',
      subject: { probe: 'providerRuns', options: { count: 20 } },
      baseline: { probe: 'bareRuns', options: { count: 20 } },
      rows: [
        {
          name: 'one run of a program, with its record, logs and sweep',
          unit: 'ms',
          of: 'msPerRun',
          against: 'msPerRun',
          limit: { kind: 'ratio', atMost: 2 },
        },
      ],
    },
    {
      name: 'provider delay',
      subject: { probe: 'providerDelay', options: { count: 1, inFlight: 8, seconds: steadySeconds } },
      baseline: { probe: 'bareDelay', options: { count: 1, inFlight: 8, seconds: steadySeconds } },
      rows: [latency('event-loop delay while 8 programs run, p99', 'p99Ms', 20)],
    },
    {
      name: 'hostile input',
      subject: { probe: 'hostileInput', options: { count: 1 } },
      baseline: { probe: 'idleLoop', options: { count: 1, seconds: steadySeconds } },
      rows: [latency('longest block of the event loop by 10 MB of the worst input', 'maxMs', 50)],
    },
    {
      name: 'history search',
      subject: { probe: 'historySearch', options: { count: longLane } },
      baseline: { probe: 'idleLoop', options: { count: 1, seconds: 1 } },
      rows: [
        {
          name: `the oldest of ${long} items found in the history`,
          unit: 'ms',
          of: 'oldestMs',
          against: null,
          limit: { kind: 'value', atMost: 2000 },
        },
        {
          name: 'its longest block of the event loop',
          unit: 'ms',
          of: 'oldestBlockMs',
          against: 'maxMs',
          limit: { kind: 'value', atMost: 20 },
        },
      ],
    },
    {
      name: 'idle host',
      together: true,
      subject: { probe: 'idleHost', options: { count: longLane, seconds: idleSeconds } },
      baseline: { probe: 'idleHost', options: { count: 0, seconds: idleSeconds } },
      rows: [
        {
          name: `idle host with a lane of ${long}: processor`,
          unit: '%',
          of: 'cpuPercent',
          against: 'cpuPercent',
          limit: { kind: 'difference', atMost: 0.5 },
        },
        {
          name: `idle host with a lane of ${long}: memory`,
          unit: 'MB',
          of: 'memoryMb',
          against: 'memoryMb',
          limit: { kind: 'difference', atMost: 60 },
        },
      ],
    },
  ]
}

function throughput(
  name: string,
  count: number,
  inFlight: number,
  durability: 'full' | 'relaxed',
  atLeast: number,
): Comparison {
  const options = { count, inFlight, durability }
  return {
    name,
    subject: { probe: 'laneThroughput', options },
    baseline: { probe: 'bareThroughput', options },
    rows: [
      {
        name: `end to end, ${name}`,
        unit: 'messages/s',
        of: 'perSecond',
        against: 'perSecond',
        limit: { kind: 'ratio', atLeast },
      },
    ],
  }
}

function latency(name: string, figure: string, atMost: number): Row {
  return { name, unit: 'ms', of: figure, against: figure, limit: { kind: 'value', atMost } }
}
