import { suggestion } from '../../ground/nearest'
import type { ValueProblem } from '../schema-problems'
import type { PlacedPipeline } from './pipeline-steps'
import type { Runbook, WorkerSetting } from './runbook-schema'

/** What the workers of a queue do together. */
export interface QueueWorkers {
  readonly pipeline: PlacedPipeline
  readonly concurrency: number
}

export interface RunbookWorkers {
  /** By queue; queues that no worker takes from are left out. */
  readonly workers: ReadonlyMap<string, QueueWorkers>
  readonly problems: readonly ValueProblem[]
}

const mostAtOnce = 1000

/** The workers of a runbook by their queues. Several workers of one queue run the same pipeline, and more of it at once. */
export function runbookWorkers(runbook: Runbook, pipelines: ReadonlyMap<string, PlacedPipeline>): RunbookWorkers {
  const workers = new Map<string, QueueWorkers>()
  const problems: ValueProblem[] = []
  const queues = Object.keys(runbook.queue)
  for (const [name, worker] of Object.entries(runbook.worker)) {
    const { queue } = worker.source
    const handled = handledBy(worker)
    if (handled === null) {
      const sentence = 'this key is missing; it names what works on the items, as { pipeline = "…" }'
      problems.push({ path: ['worker', name, 'handler'], sentence })
      continue
    }
    const { field, kind, target } = handled
    const pipeline = pipelines.get(target)
    if (!queues.includes(queue)) {
      const sentence = `there is no queue "${queue}"${suggestion(queue, queues)}`
      problems.push({ path: ['worker', name, 'source', 'queue'], sentence })
    }
    const at = ['worker', name, field, kind]
    if (pipeline === undefined) {
      problems.push({
        path: at,
        sentence: `there is no ${kind} "${target}"${suggestion(target, [...pipelines.keys()])}`,
      })
      continue
    }
    const other = workers.get(queue)
    if (other !== undefined && other.pipeline !== pipeline) {
      const sentence = `another worker of the queue "${queue}" runs "${other.pipeline.name}"; a queue has one pipeline`
      problems.push({ path: at, sentence })
      continue
    }
    const concurrency = Math.min(mostAtOnce, (other?.concurrency ?? 0) + worker.concurrency)
    workers.set(queue, { pipeline, concurrency })
  }
  return { workers, problems }
}

interface HandledBy {
  readonly field: 'handler' | 'run'
  readonly kind: 'pipeline' | 'job'
  readonly target: string
}

function handledBy({ handler, run }: WorkerSetting): HandledBy | null {
  const named = handler ?? run
  if (named === undefined) return null
  const field = handler === undefined ? 'run' : 'handler'
  return 'pipeline' in named
    ? { field, kind: 'pipeline', target: named.pipeline }
    : { field, kind: 'job', target: named.job }
}
