import { realpath } from 'node:fs/promises'
import { join, relative, resolve, sep } from 'node:path'
import { interpolated } from '../../settings/workflow/interpolate'
import type { StepSpec } from '../../settings/workflow/workflow-spec'

export type OutputPaths =
  | { readonly ok: true; readonly paths: Readonly<Record<string, string>> }
  | { readonly ok: false; readonly sentence: string }

/** Where each output of an attempt belongs. Nothing an agent or an item says has a part in it. */
export function outputPaths(step: StepSpec, runId: string, attempt: number, folder: string): OutputPaths {
  const values = new Map([
    ['workflow.run_id', runId],
    ['workflow.step_id', step.id],
    ['workflow.attempt', String(attempt)],
  ])
  const paths: Record<string, string> = {}
  for (const key of step.outputs) {
    const named = Object.hasOwn(step.output_files, key) ? step.output_files[key] : undefined
    const template = named ?? `${key}.txt`
    const filled = interpolated(template, values)
    const path = resolve(folder, filled.ok ? filled.text : '')
    if (!filled.ok || !isBelow(folder, path)) {
      return { ok: false, sentence: `The output "${key}" cannot be written to "${template}".` }
    }
    paths[key] = path
  }
  return { ok: true, paths }
}

/** The file behind a path, symlinks followed, when it lies below the folder; rejects when there is none. */
export async function containedFile(workspace: string, folder: string, path: string): Promise<string | null> {
  // The folder must still be itself: an agent could have put a link in its place.
  const own = join(await realpath(workspace), relative(workspace, folder))
  const real = await realpath(path)
  return (await realpath(folder)) === own && isBelow(own, real) ? real : null
}

function isBelow(folder: string, path: string): boolean {
  return path.startsWith(folder.endsWith(sep) ? folder : `${folder}${sep}`)
}
