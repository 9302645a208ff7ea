import type { Board } from '#shared/board'
import { columns } from '#shared/item'
import { supervisorStates } from '#shared/supervisor'
import type { Family, Sample } from './metrics-text'

export interface NowFacts {
  readonly board: Pick<Board, 'home' | 'supervisor' | 'lanes' | 'active'>
  /** How many items may be active at once in the home. */
  readonly slots: number
  readonly process: {
    readonly residentBytes: number
    readonly heapBytes: number
    readonly cpuSeconds: number
    readonly startedAtSeconds: number
  }
  /** How late the event loop came to its work, in seconds. */
  readonly delay: { readonly median: number; readonly p99: number; readonly most: number }
}

/** How things stand at this moment, as metrics. Pure. */
export function nowFamilies({ board, slots, process, delay }: NowFacts): Family[] {
  const { home, supervisor, lanes } = board
  const counted = lanes.filter(({ indexing }) => !indexing)
  return [
    one('lanekeeper_build_info', 'Always 1; says what runs.', { version: home.version, host: home.host }, 1),
    {
      name: 'lanekeeper_supervisor_state',
      help: 'The state of the supervisor: 1 for the one it is in.',
      type: 'gauge',
      samples: supervisorStates.map((state) => ({ labels: { state }, value: supervisor.state === state ? 1 : 0 })),
    },
    {
      name: 'lanekeeper_lane_items',
      help: 'Items in a lane by where they stand.',
      type: 'gauge',
      // No number is no lie: what is still being counted would look like a lane that ran empty.
      samples: counted.flatMap(({ name, counts, completedGrows }) =>
        columns
          .filter((column) => column !== 'completed' || completedGrows !== true)
          .map((column) => ({ labels: { lane: name, status: column }, value: counts[column] })),
      ),
    },
    {
      name: 'lanekeeper_lane_counted',
      help: '1 once the files of a lane are counted; until then nothing is said of how many items it has.',
      type: 'gauge',
      samples: lanes.map(({ name, indexing }) => ({ labels: { lane: name }, value: indexing ? 0 : 1 })),
    },
    {
      name: 'lanekeeper_lane_waiting_items',
      help: 'Active items whose run waits for a person.',
      type: 'gauge',
      samples: counted.map(({ name, waiting }) => ({ labels: { lane: name }, value: waiting })),
    },
    one('lanekeeper_slots', 'How many items may be active at once.', {}, slots),
    one(
      'lanekeeper_active_items',
      'Items that are worked on.',
      {},
      lanes.reduce((sum, lane) => sum + lane.counts.active, 0),
    ),
    perWorker('lanekeeper_worker_up', '1 while a worker runs.', 'gauge', board, ({ state }) =>
      state === 'running' ? 1 : 0,
    ),
    perWorker(
      'lanekeeper_worker_restarts_total',
      'How often a worker was started again after it failed.',
      'counter',
      board,
      ({ restarts }) => restarts,
    ),
    {
      name: 'lanekeeper_event_loop_delay_seconds',
      help: 'How late the event loop came to its work since the last reading.',
      type: 'gauge',
      samples: [
        { labels: { quantile: '0.5' }, value: delay.median },
        { labels: { quantile: '0.99' }, value: delay.p99 },
        { labels: { quantile: '1' }, value: delay.most },
      ],
    },
    one('process_resident_memory_bytes', 'Memory of the process.', {}, process.residentBytes),
    one('lanekeeper_heap_used_bytes', 'Memory of the process that its objects take.', {}, process.heapBytes),
    one('process_cpu_seconds_total', 'Processor time of the process.', {}, process.cpuSeconds, 'counter'),
    one(
      'process_start_time_seconds',
      'When the process was started, as seconds since 1970.',
      {},
      process.startedAtSeconds,
    ),
  ]
}

function one(
  name: string,
  help: string,
  labels: NonNullable<Sample['labels']>,
  value: number,
  type: Family['type'] = 'gauge',
): Family {
  return { name, help, type, samples: [{ labels, value }] }
}

function perWorker(
  name: string,
  help: string,
  type: Family['type'],
  { supervisor }: NowFacts['board'],
  read: (worker: Board['supervisor']['workers'][number]) => number,
): Family {
  const samples = supervisor.workers.map((worker) => ({ labels: { worker: worker.name }, value: read(worker) }))
  return { name, help, type, samples }
}
