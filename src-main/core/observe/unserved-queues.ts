import { opendir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Finding } from '#shared/finding'
import { faultCode } from '../ground/fault-code'
import type { HomePaths } from '../ground/home-paths'
import { readConfig, workspacePath } from '../settings/settings'
import { finding } from './finding-of'

/** A queue in an orchestrator's workspace, where DireClaw has them and nobody here looks for messages. */
export interface UnservedQueue {
  readonly orchestrator: string
  readonly folder: string
  /** Messages in it, counted up to `mostCounted`. */
  readonly messages: number
}

const mostCounted = 1000

/** Those queues of a home's orchestrators in which messages lie. Settings that cannot be used name none. */
export async function unservedQueues(paths: HomePaths): Promise<UnservedQueue[]> {
  const read = await readConfig(paths)
  if (!read.ok) return []
  const { settings } = read.config
  const found: UnservedQueue[] = []
  for (const orchestrator of Object.keys(settings.orchestrators)) {
    const folder = join(workspacePath(paths, settings, orchestrator), 'queue', 'incoming')
    if (folder === join(paths.queue, 'incoming')) continue
    const messages = await messagesIn(folder)
    if (messages > 0) found.push({ orchestrator, folder, messages })
  }
  return found
}

/** What is said of such a queue, and what to do about it. Pure. */
export function unservedWords(
  { folder, messages }: UnservedQueue,
  home: HomePaths,
): { sentence: string; nextStep: string } {
  const many =
    messages >= mostCounted
      ? `${mostCounted} messages or more lie`
      : messages === 1
        ? '1 message lies'
        : `${messages} messages lie`
  return {
    sentence: `${many} in ${folder}, where nobody takes them: all messages of a home go through one queue.`,
    nextStep: `Have the channel client write to ${join(home.queue, 'incoming')}, and move there what lies there.`,
  }
}

export async function unservedFindings(paths: HomePaths): Promise<Finding[]> {
  return (await unservedQueues(paths)).map((queue) => {
    const { sentence, nextStep } = unservedWords(queue, paths)
    return finding(`orchestrator.${queue.orchestrator}.queue`, 'warning', sentence, nextStep)
  })
}

async function messagesIn(folder: string): Promise<number> {
  try {
    let count = 0
    for await (const { name } of await opendir(folder)) {
      if (name.endsWith('.json') && !name.startsWith('.')) count++
      if (count >= mostCounted) break
    }
    return count
  } catch (error) {
    if (faultCode(error) === null) throw error
    return 0
  }
}
