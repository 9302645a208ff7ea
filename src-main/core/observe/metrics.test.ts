import { describe, expect, test } from 'vitest'
import { Invocation } from '#shared/invocation'
import { MetricsCounts } from './metrics-counts'
import { nowFamilies } from './metrics-now'
import { metricsText } from './metrics-text'

const invocation = Invocation.parse({
  id: '0mwotst1g-3tsucdojav',
  lane: 'queue',
  itemId: 'a@1',
  itemFile: 'a.json',
  attempt: 1,
  agent: 'default',
  provider: 'anthropic',
  model: null,
  argv: [],
  cwd: '/',
  promptPath: '/p',
  contextPath: '/c',
  status: 'succeeded',
  pid: 1,
  processStartedAt: null,
  startedAt: 10_000,
  endedAt: 14_500,
  exitCode: 0,
  signal: null,
  timedOut: false,
  failureClass: null,
  reason: null,
  sessionId: null,
  usage: { inputTokens: 100, outputTokens: 20, costUsd: 0.25 },
  stdoutBytes: 0,
  stderrBytes: 0,
  droppedBytes: 0,
})

describe('the text format', () => {
  test('names each metric once, with help and type, and escapes what values hold', () => {
    const text = metricsText([
      {
        name: 'a_total',
        help: 'One line\nand \\ more',
        type: 'counter',
        samples: [{ labels: { path: 'C:\\x "y"\nz' }, value: 3 }, { value: 0.5 }],
      },
      { name: 'empty', help: 'Nothing', type: 'gauge', samples: [] },
      {
        name: 'odd',
        help: 'Odd numbers',
        type: 'gauge',
        samples: [
          { labels: { n: '1' }, value: Number.POSITIVE_INFINITY },
          { labels: { n: '2' }, value: Number.NaN },
        ],
      },
    ])
    expect(`\n${text}`).toMatchInlineSnapshot(`
      "
      # HELP a_total One line\\nand \\\\ more
      # TYPE a_total counter
      a_total{path="C:\\\\x \\"y\\"\\nz"} 3
      a_total 0.5
      # HELP odd Odd numbers
      # TYPE odd gauge
      odd{n="1"} +Inf
      odd{n="2"} NaN
      "
    `)
  })
})

describe('what is counted', () => {
  test('are ends and setbacks of items, with zeros for what has not happened', () => {
    const counts = new MetricsCounts()
    for (const kind of ['enqueued', 'claimed', 'completed', 'completed', 'buried', 'rejected'] as const) {
      counts.told({ lane: 'queue', kind })
    }
    expect(`\n${metricsText(counts.families(['queue', 'mail']).slice(0, 1))}`).toMatchInlineSnapshot(`
      "
      # HELP lanekeeper_items_total Items by how an attempt or a check of them ended.
      # TYPE lanekeeper_items_total counter
      lanekeeper_items_total{lane="queue",outcome="completed"} 2
      lanekeeper_items_total{lane="queue",outcome="failed"} 0
      lanekeeper_items_total{lane="queue",outcome="buried"} 1
      lanekeeper_items_total{lane="queue",outcome="rejected"} 1
      lanekeeper_items_total{lane="queue",outcome="interrupted"} 0
      lanekeeper_items_total{lane="mail",outcome="completed"} 0
      lanekeeper_items_total{lane="mail",outcome="failed"} 0
      lanekeeper_items_total{lane="mail",outcome="buried"} 0
      lanekeeper_items_total{lane="mail",outcome="rejected"} 0
      lanekeeper_items_total{lane="mail",outcome="interrupted"} 0
      "
    `)
  })

  test('are ended runs by outcome, with how long they took and what they used', () => {
    const counts = new MetricsCounts()
    counts.progressed({ ...invocation, status: 'running', endedAt: null })
    counts.progressed(invocation)
    counts.progressed({ ...invocation, status: 'failed', failureClass: 'timed_out', endedAt: 5_000_000, usage: null })
    expect(`\n${metricsText(counts.families([]))}`).toMatchInlineSnapshot(`
      "
      # HELP lanekeeper_invocations_total Ended executions of providers' programs by outcome.
      # TYPE lanekeeper_invocations_total counter
      lanekeeper_invocations_total{provider="anthropic",outcome="succeeded"} 1
      lanekeeper_invocations_total{provider="anthropic",outcome="timed_out"} 1
      # HELP lanekeeper_invocation_duration_seconds How long executions of providers' programs took.
      # TYPE lanekeeper_invocation_duration_seconds histogram
      lanekeeper_invocation_duration_seconds_bucket{provider="anthropic",le="1"} 0
      lanekeeper_invocation_duration_seconds_bucket{provider="anthropic",le="2"} 0
      lanekeeper_invocation_duration_seconds_bucket{provider="anthropic",le="5"} 1
      lanekeeper_invocation_duration_seconds_bucket{provider="anthropic",le="10"} 1
      lanekeeper_invocation_duration_seconds_bucket{provider="anthropic",le="30"} 1
      lanekeeper_invocation_duration_seconds_bucket{provider="anthropic",le="60"} 1
      lanekeeper_invocation_duration_seconds_bucket{provider="anthropic",le="120"} 1
      lanekeeper_invocation_duration_seconds_bucket{provider="anthropic",le="300"} 1
      lanekeeper_invocation_duration_seconds_bucket{provider="anthropic",le="600"} 1
      lanekeeper_invocation_duration_seconds_bucket{provider="anthropic",le="1200"} 1
      lanekeeper_invocation_duration_seconds_bucket{provider="anthropic",le="1800"} 1
      lanekeeper_invocation_duration_seconds_bucket{provider="anthropic",le="3600"} 1
      lanekeeper_invocation_duration_seconds_bucket{provider="anthropic",le="+Inf"} 2
      lanekeeper_invocation_duration_seconds_sum{provider="anthropic"} 4994.5
      lanekeeper_invocation_duration_seconds_count{provider="anthropic"} 2
      # HELP lanekeeper_tokens_total Tokens that providers told they used.
      # TYPE lanekeeper_tokens_total counter
      lanekeeper_tokens_total{provider="anthropic",direction="input"} 100
      lanekeeper_tokens_total{provider="anthropic",direction="output"} 20
      # HELP lanekeeper_spend_usd_total Cost in US dollars, as far as providers told it or it could be reckoned.
      # TYPE lanekeeper_spend_usd_total counter
      lanekeeper_spend_usd_total{provider="anthropic"} 0.25
      "
    `)
  })
})

test('the moment is told whole: state, lanes, slots, workers, process', () => {
  const families = nowFamilies({
    board: {
      home: { path: '/h', host: 'browser', version: '0.1.0', pid: 1, firstRun: false },
      supervisor: {
        state: 'degraded',
        since: 0,
        reason: null,
        workers: [
          { name: 'queue', state: 'running', lastBeatAt: null, lastError: null, restarts: 0, nextTryAt: null },
          { name: 'heartbeat', state: 'backing_off', lastBeatAt: null, lastError: 'x', restarts: 2, nextTryAt: 1 },
        ],
        draining: null,
        receipt: null,
        owner: null,
      },
      lanes: [
        {
          name: 'queue',
          counts: { pending: 3, active: 2, completed: 12, failed: 1, dead: 0, rejected: 0, trash: 0 },
          waiting: 1,
          incomingPath: '',
          outgoingPath: '',
          indexing: false,
          trouble: null,
        },
        // Nothing is known yet of how many items it has, and nothing is said.
        {
          name: 'long',
          counts: { pending: 0, active: 0, completed: 0, failed: 0, dead: 0, rejected: 0, trash: 0 },
          waiting: 0,
          incomingPath: '',
          outgoingPath: '',
          indexing: true,
          trouble: null,
        },
      ],
      active: [],
    },
    slots: 4,
    process: { residentBytes: 1000, heapBytes: 500, cpuSeconds: 1.5, startedAtSeconds: 99 },
    delay: { median: 0.01, p99: 0.02, most: 0.03 },
  })
  expect(`\n${metricsText(families)}`).toMatchInlineSnapshot(`
    "
    # HELP lanekeeper_build_info Always 1; says what runs.
    # TYPE lanekeeper_build_info gauge
    lanekeeper_build_info{version="0.1.0",host="browser"} 1
    # HELP lanekeeper_supervisor_state The state of the supervisor: 1 for the one it is in.
    # TYPE lanekeeper_supervisor_state gauge
    lanekeeper_supervisor_state{state="stopped"} 0
    lanekeeper_supervisor_state{state="starting"} 0
    lanekeeper_supervisor_state{state="running"} 0
    lanekeeper_supervisor_state{state="stopping"} 0
    lanekeeper_supervisor_state{state="degraded"} 1
    lanekeeper_supervisor_state{state="stop_failed"} 0
    lanekeeper_supervisor_state{state="stale"} 0
    lanekeeper_supervisor_state{state="foreign"} 0
    # HELP lanekeeper_lane_items Items in a lane by where they stand.
    # TYPE lanekeeper_lane_items gauge
    lanekeeper_lane_items{lane="queue",status="pending"} 3
    lanekeeper_lane_items{lane="queue",status="active"} 2
    lanekeeper_lane_items{lane="queue",status="completed"} 12
    lanekeeper_lane_items{lane="queue",status="failed"} 1
    lanekeeper_lane_items{lane="queue",status="dead"} 0
    lanekeeper_lane_items{lane="queue",status="rejected"} 0
    lanekeeper_lane_items{lane="queue",status="trash"} 0
    # HELP lanekeeper_lane_counted 1 once the files of a lane are counted; until then nothing is said of how many items it has.
    # TYPE lanekeeper_lane_counted gauge
    lanekeeper_lane_counted{lane="queue"} 1
    lanekeeper_lane_counted{lane="long"} 0
    # HELP lanekeeper_lane_waiting_items Active items whose run waits for a person.
    # TYPE lanekeeper_lane_waiting_items gauge
    lanekeeper_lane_waiting_items{lane="queue"} 1
    # HELP lanekeeper_slots How many items may be active at once.
    # TYPE lanekeeper_slots gauge
    lanekeeper_slots 4
    # HELP lanekeeper_active_items Items that are worked on.
    # TYPE lanekeeper_active_items gauge
    lanekeeper_active_items 2
    # HELP lanekeeper_worker_up 1 while a worker runs.
    # TYPE lanekeeper_worker_up gauge
    lanekeeper_worker_up{worker="queue"} 1
    lanekeeper_worker_up{worker="heartbeat"} 0
    # HELP lanekeeper_worker_restarts_total How often a worker was started again after it failed.
    # TYPE lanekeeper_worker_restarts_total counter
    lanekeeper_worker_restarts_total{worker="queue"} 0
    lanekeeper_worker_restarts_total{worker="heartbeat"} 2
    # HELP lanekeeper_event_loop_delay_seconds How late the event loop came to its work since the last reading.
    # TYPE lanekeeper_event_loop_delay_seconds gauge
    lanekeeper_event_loop_delay_seconds{quantile="0.5"} 0.01
    lanekeeper_event_loop_delay_seconds{quantile="0.99"} 0.02
    lanekeeper_event_loop_delay_seconds{quantile="1"} 0.03
    # HELP process_resident_memory_bytes Memory of the process.
    # TYPE process_resident_memory_bytes gauge
    process_resident_memory_bytes 1000
    # HELP lanekeeper_heap_used_bytes Memory of the process that its objects take.
    # TYPE lanekeeper_heap_used_bytes gauge
    lanekeeper_heap_used_bytes 500
    # HELP process_cpu_seconds_total Processor time of the process.
    # TYPE process_cpu_seconds_total counter
    process_cpu_seconds_total 1.5
    # HELP process_start_time_seconds When the process was started, as seconds since 1970.
    # TYPE process_start_time_seconds gauge
    process_start_time_seconds 99
    "
  `)
})

test('every metric has a name that Prometheus takes', () => {
  const counts = new MetricsCounts()
  counts.progressed(invocation)
  for (const { name } of counts.families(['queue'])) expect(name).toMatch(/^[a-z_][a-z0-9_]*$/)
})
