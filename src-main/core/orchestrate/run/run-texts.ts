import type { ShownText } from '#shared/contract'
import { bounds } from '#shared/limits'
import { faultText } from '../../home/fault-code'
import { Refused } from '../../refused'
import { selectionFiles } from '../selection-files'
import { attemptsOf, type RunState } from '../workflow/run-state'
import { stepNamed } from '../workflow/workflow-spec'
import { containedFile, outputPaths } from './output-paths'
import { readBounded } from './read-bounded'
import { attemptPaths, runPaths } from './run-paths'

/** The text of one output; of an attempt that did not succeed, what it left. */
export async function outputText(run: RunState, stepId: string, attempt: number, key: string): Promise<ShownText> {
  const step = stepNamed(run.workflow, stepId)
  const refused = (cause?: unknown): Refused => {
    const sentence = `Attempt ${attempt} at "${stepId.slice(0, 64)}" left no output "${key.slice(0, 64)}".`
    return new Refused('no_such_output', sentence, null, cause === undefined ? {} : { cause })
  }
  if (step === null || !attemptsOf(run, stepId).some((one) => one.attempt === attempt)) throw refused()
  const { outputs } = attemptPaths(runPaths(run.workspace, run.id).folder, stepId, attempt)
  const declared = outputPaths(step, run.id, attempt, outputs)
  const path = declared.ok && Object.hasOwn(declared.paths, key) ? declared.paths[key] : undefined
  if (path === undefined) throw refused()
  let shown: ShownText | null
  try {
    const real = await containedFile(run.workspace, outputs, path)
    shown = real === null ? null : await readBounded(real, bounds.inspectorText)
  } catch (error) {
    throw refused(new Error(faultText(error), { cause: error }))
  }
  if (shown === null) throw refused()
  return shown
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
