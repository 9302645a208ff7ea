import { join } from 'node:path'
import type { HomePaths } from '../ground/home-paths'
import type { Work } from '../lane/work'
import type { Effective } from '../settings/settings'
import { varsOf } from './queue-reading'
import { queueResult, runTitle } from './queue-result'
import type { Runs } from './runs'

export interface QueueWorkOptions {
  readonly paths: HomePaths
  readonly effective: () => Effective
  readonly runs: Runs
}

/** How long an item waits whose queue lost its pipeline between two steps; its lane is about to rest. */
const againMs = 60_000

/** Works on the items of a runbook queue: each attempt at an item is one run of the queue's pipeline. */
export function workOnQueue(name: string, { paths, effective, runs }: QueueWorkOptions): Work {
  return async (item, signal, working) => {
    const queue = effective().runbooks.get(name)
    const pipeline = queue?.pipeline ?? null
    const begun = runs.ofItem(item)
    if (begun === null && (queue === undefined || pipeline === null)) {
      const sentence = `No runbook gives the queue "${name}" a pipeline any more.`
      return { kind: 'held', sentence, nextStep: null, notBefore: Date.now() + againMs }
    }
    const vars = varsOf(item.message)
    const run =
      begun ??
      (queue === undefined || pipeline === null
        ? null
        : await runs.create({
            source: { kind: 'queue', name },
            workspace: join(paths.lanes, name),
            cwd: queue.cwd,
            workflow: pipeline,
            limits: queue.limits,
            item: { lane: item.lane, id: item.id },
            channel: { channel: item.message.channel, message_id: item.message.messageId },
            inputs: vars,
            title: runTitle(queue, item.message),
            selection: null,
          }))
    if (run === null) throw new Error(`the queue ${name} has no pipeline`)
    return runs.work(run, item, signal, working, {
      retryable: true,
      finish: async (over, { text, files }) => queueResult(item.message, over, text, files),
    })
  }
}
