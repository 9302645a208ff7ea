import type { ShownText } from '#shared/contract'
import { bounds } from '#shared/limits'
import { faultText } from '../../ground/fault-code'
import { readBounded } from '../../ground/read-bounded'
import { Refused } from '../../ground/refused'
import { selectionFiles } from '../selection-files'
import { attemptsOf, type RunState } from '../workflow/run-state'
import { type ReadOutput, readOutput } from './read-output'

/** The text of one output; of an attempt that did not succeed, what it left. */
export async function outputText(run: RunState, stepId: string, attempt: number, key: string): Promise<ShownText> {
  const refused = (cause?: unknown): Refused => {
    const sentence = `Attempt ${attempt} at "${stepId.slice(0, 64)}" left no output "${key.slice(0, 64)}".`
    return new Refused('no_such_output', sentence, null, cause === undefined ? {} : { cause })
  }
  if (!attemptsOf(run, stepId).some((one) => one.attempt === attempt)) throw refused()
  let shown: ReadOutput | null
  try {
    shown = await readOutput(run, stepId, attempt, key, bounds.inspectorText)
  } catch (error) {
    throw refused(new Error(faultText(error), { cause: error }))
  }
  if (shown === null) throw refused()
  const { text, bytes, truncated } = shown
  return { text, bytes, truncated }
}

type SelectionTexts = Record<'request' | 'prompt' | 'result' | 'log', ShownText | null>

/** What was asked of the selector of a run and what came of it. */
export async function selectionTexts(run: RunState): Promise<SelectionTexts> {
  const nothing = { request: null, prompt: null, result: null, log: null }
  const id = run.selection?.selectorId ?? ''
  // Ids become names of files.
  if (!/^[A-Za-z0-9][A-Za-z0-9_-]{0,200}$/.test(id)) return nothing
  const files = selectionFiles(run.workspace, id)
  const read = (path: string): Promise<ShownText | null> => readBounded(path, bounds.inspectorText)
  const [request, prompt, result, log] = await Promise.all(
    [files.request, files.prompt, files.result, files.log].map(read),
  )
  return { request: request ?? null, prompt: prompt ?? null, result: result ?? null, log: log ?? null }
}
