import { lstat } from 'node:fs/promises'
import type { Decision } from '#shared/decision'
import { attemptsOf, type Question, type RunState } from '../workflow/run-state'
import { attemptPaths, runPaths } from './run-paths'

/** The files of the newest attempts at the step a question is about, as far as they are there. */
export async function runEvidence(run: RunState, question: Question): Promise<Decision['evidence']> {
  const { folder, log } = runPaths(run.workspace, run.id)
  const { stepId } = question
  const attempts = stepId === null ? [] : attemptsOf(run, stepId).slice(-3).reverse()
  const files = attempts.flatMap(({ attempt, outputs }) => {
    const of = `of ${stepId}, attempt ${attempt}`
    const paths = attemptPaths(folder, stepId ?? '', attempt)
    return [
      { label: `Answer ${of}`, path: paths.answer },
      { label: `Prompt ${of}`, path: paths.prompt },
      ...Object.entries(outputs).map(([key, path]) => ({ label: `"${key}" ${of}`, path })),
    ]
  })
  const all = [...files.slice(0, 19), { label: 'Log of the run', path: log }]
  const there = await Promise.all(
    all.map(({ path }) =>
      lstat(path).then(
        (found) => found.size > 0,
        () => false,
      ),
    ),
  )
  return all.filter((_, at) => there[at])
}
