import { faultCode } from '../../ground/fault-code'
import { type ReadText, readBounded } from '../../ground/read-bounded'
import { stepNamed } from '../../settings/workflow/workflow-spec'
import { type RunState, workOf } from '../workflow/run-state'
import { containedFile, outputPaths } from './output-paths'
import { attemptPaths, runPaths } from './run-paths'

/** One output of an attempt, with where it is. */
export interface ReadOutput extends ReadText {
  readonly path: string
}

/**
 * The beginning of an output as it is now, or null when there is none in its folder: agents that came later may have taken it
 * away, or put something else in its place.
 */
export async function readOutput(
  run: RunState,
  stepId: string,
  attempt: number,
  key: string,
  most: number,
): Promise<ReadOutput | null> {
  const step = stepNamed(run.workflow, stepId)
  if (step === null) return null
  const work = workOf(run, stepId, attempt)
  const { outputs } = attemptPaths(runPaths(run.workspace, run.id).folder, stepId, work)
  const declared = outputPaths(step, run.id, work, outputs)
  const path = declared.ok && Object.hasOwn(declared.paths, key) ? declared.paths[key] : undefined
  if (path === undefined) return null
  try {
    const real = await containedFile(run.workspace, outputs, path)
    const read = real === null ? null : await readBounded(real, most)
    return read === null ? null : { ...read, path }
  } catch (error) {
    const code = faultCode(error)
    if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'ELOOP') return null
    throw error
  }
}
