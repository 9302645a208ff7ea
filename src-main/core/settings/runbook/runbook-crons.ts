import { LaneName } from '#shared/item'
import { suggestion } from '../../ground/nearest'
import type { ValueProblem } from '../schema-problems'
import type { PlacedPipeline } from './pipeline-steps'
import { type CronSetting, PipelineSetting, QueueSetting, type Runbook } from './runbook-schema'
import { type Schedule, scheduleProblem } from './schedule'

/** A cron as a queue whose items come by themselves: one for each time it fires, which says when that was due. */
export interface RunbookCron {
  readonly queue: string
  readonly setting: QueueSetting
  readonly schedule: Schedule
  readonly pipeline: PlacedPipeline
  readonly concurrency: number
}

/** The variable of a cron's items. */
const dueVar = 'due'

/** The crons of a runbook, and what is wrong with them. */
export function runbookCrons(
  runbook: Runbook,
  pipelines: ReadonlyMap<string, PlacedPipeline>,
): { crons: readonly RunbookCron[]; problems: readonly ValueProblem[] } {
  const crons: RunbookCron[] = []
  const problems: ValueProblem[] = []
  for (const [name, cron] of Object.entries(runbook.cron)) {
    const path = ['cron', name]
    const queue = `cron-${name.toLowerCase()}`
    if (!LaneName.safeParse(queue).success || Object.hasOwn(runbook.queue, queue)) {
      problems.push({ path, part: 'key', sentence: `its lane would be "${queue}"; it needs another name` })
      continue
    }
    const schedule = scheduleOf(cron)
    const wrong = schedule.kind === 'clock' ? scheduleProblem(schedule.pattern, schedule.timezone) : null
    if (wrong !== null) problems.push({ path: [...path, 'schedule'], sentence: wrong })
    const pipeline = pipelineOf(name, cron, pipelines, problems)
    if (wrong !== null || pipeline === null) continue
    const setting = QueueSetting.parse({ vars: [dueVar] })
    crons.push({ queue, setting, schedule, pipeline, concurrency: cron.concurrency })
  }
  return { crons, problems }
}

function scheduleOf({ interval, schedule, timezone }: CronSetting): Schedule {
  return interval === undefined
    ? { kind: 'clock', pattern: schedule ?? '', timezone: timezone ?? null }
    : { kind: 'interval', everyMs: interval }
}

function pipelineOf(
  name: string,
  { run }: CronSetting,
  pipelines: ReadonlyMap<string, PlacedPipeline>,
  problems: ValueProblem[],
): PlacedPipeline | null {
  if (typeof run === 'string' || 'agent' in run) {
    const setting = PipelineSetting.parse({ steps: [{ name: 'run', run }] })
    return { name, path: ['cron', name], setting }
  }
  const [kind, target] = 'job' in run ? (['job', run.job] as const) : (['pipeline', run.pipeline] as const)
  const found = pipelines.get(target)
  if (found !== undefined) return found
  const sentence = `there is no ${kind} "${target}"${suggestion(target, [...pipelines.keys()])}`
  problems.push({ path: ['cron', name, 'run', kind], sentence })
  return null
}
