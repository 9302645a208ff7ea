import { randomBytes } from 'node:crypto'
import { mkdir, readFile, rm, stat, unlink } from 'node:fs/promises'
import { createFile, replaceFile } from '../../ground/durable-write'
import { faultCode, faultText } from '../../ground/fault-code'
import { FolderSync } from '../../ground/folder-sync'
import { readJson } from '../../ground/json-thread'
import { makeFolder } from '../../ground/make-folder'
import { writtenJson } from '../../ground/written-json'
import { fieldSentence, issueSentence } from '../../settings/issue-sentence'
import { RunState } from '../workflow/run-state'
import { runFaultPoint } from './run-fault-point'
import { marksFolder, runPaths, runsFolder } from './run-paths'

export type ReadRun =
  | { readonly kind: 'run'; readonly run: RunState }
  | { readonly kind: 'absent' }
  | { readonly kind: 'unreadable'; readonly reason: string }

/** A run is written by nobody else, but holds what others wrote. */
const runBounds = { deepest: 500, mostValues: 1_000_000, longestName: 10_000 }
const longestState = 64 * 1024 * 1024

/** Ids sort by the time they were made. */
export function newRunId(now: number): string {
  const random = Array.from(randomBytes(8), (byte) => (byte % 36).toString(36)).join('')
  return `run-${now.toString(36).padStart(9, '0')}-${random}`
}

/** Never throws: what cannot be read is that run's fault alone. */
export async function readRun(workspace: string, id: string): Promise<ReadRun> {
  const { state } = runPaths(workspace, id)
  const unreadable = (why: string): ReadRun => ({ kind: 'unreadable', reason: `${state} cannot be read: ${why}.` })
  try {
    const { size, isFile } = await stat(state).then((found) => ({ size: found.size, isFile: found.isFile() }))
    // Opening a pipe would wait for somebody to write into it.
    if (!isFile) return unreadable('it is no regular file')
    if (size > longestState) return unreadable('it is too long')
    const json = await readJson(await readFile(state, 'utf8'), runBounds)
    if (!json.ok) return unreadable(json.sentence.replace(/^The file /, 'it ').replace(/\.$/, ''))
    const found = RunState.safeParse(json.value, { error: issueSentence })
    if (!found.success) {
      const [issue] = found.error.issues
      return unreadable(issue === undefined ? 'it is no run' : fieldSentence(issue))
    }
    if (found.data.id !== id) return unreadable(`it is about ${found.data.id}`)
    // A home can have been moved as a whole.
    return { kind: 'run', run: { ...found.data, workspace } }
  } catch (error) {
    return faultCode(error) === 'ENOENT' ? { kind: 'absent' } : unreadable(faultText(error))
  }
}

/** Replaces a run's state; it is on the disk when this resolves. */
export async function writeRun(run: RunState, durability: 'full' | 'relaxed'): Promise<void> {
  const { folder, state } = runPaths(run.workspace, run.id)
  await replaceFile(state, await writtenJson(run, 0))
  runFaultPoint('run:renamed')
  await new FolderSync(folder, durability).sync()
  runFaultPoint('run:synced')
}

/** Makes a run: its mark first, so that no run that is not settled can be overlooked. */
export async function makeRun(run: RunState, durability: 'full' | 'relaxed'): Promise<void> {
  const { folder } = runPaths(run.workspace, run.id)
  await markOpen(run, durability)
  runFaultPoint('run:marked')
  await mkdir(folder, { mode: 0o700 })
  runFaultPoint('run:made')
  await writeRun(run, durability)
  await new FolderSync(runsFolder(run.workspace), durability).sync()
}

export async function markOpen({ workspace, id }: RunState, durability: 'full' | 'relaxed'): Promise<void> {
  await makeFolder(marksFolder(workspace), workspace)
  await createFile(runPaths(workspace, id).mark, '', false).catch((error: unknown) => {
    if (faultCode(error) !== 'EEXIST') throw error
  })
  await new FolderSync(marksFolder(workspace), durability).sync()
}

export async function unmarkOpen(workspace: string, id: string): Promise<void> {
  await unlink(runPaths(workspace, id).mark).catch((error: unknown) => {
    if (faultCode(error) !== 'ENOENT') throw error
  })
  runFaultPoint('run:unmarked')
}

export function removeRun(workspace: string, id: string): Promise<void> {
  return rm(runPaths(workspace, id).folder, { recursive: true, force: true })
}
