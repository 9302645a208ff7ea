import { mkdir, rename, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Invocation } from '#shared/invocation'
import { makeFolder } from '../ground/make-folder'
import { invocationFolder } from './invocation-id'
import type { Reading } from './reading'

export interface InvocationFiles {
  readonly folder: string
  readonly promptPath: string
  readonly contextPath: string
  readonly readingPath: string
  readonly recordPath: string
  readonly stdoutPath: string
  readonly stderrPath: string
  readonly eventsPath: string
}

export function invocationFiles(invocationsPath: string, id: string): InvocationFiles {
  const folder = invocationFolder(invocationsPath, id)
  return {
    folder,
    promptPath: join(folder, 'prompt.md'),
    contextPath: join(folder, 'context.json'),
    readingPath: join(folder, 'reading.json'),
    recordPath: join(folder, 'invocation.json'),
    stdoutPath: join(folder, 'stdout.log'),
    stderrPath: join(folder, 'stderr.log'),
    eventsPath: join(folder, 'events.jsonl'),
  }
}

/** Makes the folder of a new invocation; fails rather than writing into one that exists. */
export async function createInvocationFiles(
  files: InvocationFiles,
  { prompt, context, reading }: { readonly prompt: string; readonly context: string; readonly reading: Reading },
): Promise<void> {
  const day = dirname(files.folder)
  await makeFolder(day, dirname(dirname(day)))
  await mkdir(files.folder, { mode: 0o700 })
  await writeFile(files.promptPath, prompt, { flag: 'wx' })
  await writeFile(files.contextPath, context, { flag: 'wx' })
  await writeFile(files.readingPath, `${JSON.stringify(reading)}\n`, { flag: 'wx', mode: 0o600 })
}

/**
 * Replaces the record as a whole, so that readers never see half of it. Not synced to the disk: the record must
 * outlive this process, but no process outlives the machine.
 */
export async function writeRecord(files: InvocationFiles, record: Invocation): Promise<void> {
  const fresh = `${files.recordPath}.tmp`
  await writeFile(fresh, `${JSON.stringify(record, null, 2)}\n`)
  await rename(fresh, files.recordPath)
}
