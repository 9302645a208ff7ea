import type { ValueProblem } from '../schema-problems'
import { stepsOf } from './pipeline-steps'
import type { Runbook } from './runbook-schema'
import { isTable } from './tables'

const instead = 'commands are read past. Give it a queue and a worker, and push an item to start it'

/** Commands of a runbook that are all that would ever start a job or an agent of it: told, as nothing else would be seen of it. */
export function idleCommands(runbook: Runbook): ValueProblem[] {
  const others = [...Object.values(runbook.worker).flatMap(({ handler, run }) => [handler, run])]
  const started = namedBy([...others, ...Object.values(runbook.cron).map(({ run }) => run)])
  const steps = [...Object.values(runbook.job), ...Object.values(runbook.pipeline)].flatMap(stepsOf)
  const inSteps = namedBy(steps.map(({ run }) => run))
  return Object.entries(runbook.command ?? {}).flatMap(([name, command]) => {
    const run = isTable(command) ? command.run : null
    if (!isTable(run)) return []
    const job = run.job ?? run.pipeline
    const { agent } = run
    const path = ['command', name]
    if (typeof job === 'string' && !started.has(job)) {
      return [{ path, part: 'key' as const, sentence: `nothing here starts the job "${job}", as ${instead}` }]
    }
    if (typeof agent === 'string' && !started.has(agent) && !inSteps.has(agent)) {
      return [{ path, part: 'key' as const, sentence: `nothing here starts the agent "${agent}", as ${instead}` }]
    }
    return []
  })
}

function namedBy(runs: readonly unknown[]): ReadonlySet<unknown> {
  return new Set(runs.flatMap((run) => (isTable(run) ? Object.values(run) : [])))
}
