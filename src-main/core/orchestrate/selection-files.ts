import { appendFile, lstat, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { replaceFile } from '../ground/durable-write'
import { makeFolder } from '../ground/make-folder'
import { namesIn } from './run/run-roots'

const folders = ['requests', 'results', 'logs'] as const

/** Where what a selector was asked and what came of it is kept, below an orchestrator's workspace. */
export interface SelectionFiles {
  readonly request: string
  readonly prompt: string
  readonly result: string
  readonly log: string
}

export function selectionFiles(workspace: string, selectorId: string): SelectionFiles {
  const at = (folder: string, ending: string): string => join(workspace, 'select', folder, `${selectorId}${ending}`)
  return {
    request: at('requests', '.json'),
    prompt: at('requests', '.prompt.md'),
    result: at('results', '.json'),
    log: at('logs', '.jsonl'),
  }
}

/** One selection being written down. The prompt is the latest; the log tells of every question. */
export class SelectionRecord {
  readonly #files: SelectionFiles

  private constructor(files: SelectionFiles) {
    this.#files = files
  }

  static async begin(workspace: string, selectorId: string, request: object): Promise<SelectionRecord> {
    for (const folder of folders) {
      await makeFolder(join(workspace, 'select', folder), workspace)
    }
    const files = selectionFiles(workspace, selectorId)
    await replaceFile(files.request, `${JSON.stringify(request, null, 2)}\n`)
    return new SelectionRecord(files)
  }

  async asked(prompt: string, times: number): Promise<void> {
    await replaceFile(this.#files.prompt, prompt)
    await this.log({ event: 'asked', times })
  }

  async log(entry: object): Promise<void> {
    await appendFile(this.#files.log, `${JSON.stringify({ at: Date.now(), ...entry })}\n`, { mode: 0o600 })
  }

  async ended(result: object): Promise<void> {
    await replaceFile(this.#files.result, `${JSON.stringify(result, null, 2)}\n`)
    await this.log({ event: 'ended', ...result })
  }
}

/** Removes what was kept of selections and not written to since a time, in ms. Answers how many files. */
export async function removeOldSelections(
  workspace: string,
  writtenBefore: number,
  signal: AbortSignal,
): Promise<number> {
  let removed = 0
  for (const folder of folders) {
    const path = join(workspace, 'select', folder)
    for (const name of await namesIn(path)) {
      if (signal.aborted) return removed
      const file = join(path, name)
      if ((await lstat(file)).mtimeMs >= writtenBefore) continue
      await rm(file, { recursive: true, force: true })
      removed++
    }
  }
  return removed
}
