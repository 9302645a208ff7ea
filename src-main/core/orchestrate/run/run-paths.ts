import { join } from 'node:path'
import { RunId } from '#shared/decision'

/** Where one run keeps its files. */
export interface RunPaths {
  readonly folder: string
  readonly state: string
  readonly log: string
  readonly workspace: string
  /** Stands from before the run's folder does until the run is settled. */
  readonly mark: string
}

export interface AttemptPaths {
  /** Of the run it belongs to. */
  readonly runFolder: string
  readonly folder: string
  readonly prompt: string
  readonly context: string
  /** The line of a shell step. */
  readonly command: string
  readonly answer: string
  readonly result: string
  readonly outputs: string
}

export function runsFolder(workspace: string): string {
  return join(workspace, 'runs')
}

export function marksFolder(workspace: string): string {
  return join(runsFolder(workspace), 'open')
}

/** Throws for an id that is none: ids become names of folders. */
export function runPaths(workspace: string, id: string): RunPaths {
  const folder = join(runsFolder(workspace), RunId.parse(id))
  return {
    folder,
    state: join(folder, 'run.json'),
    log: join(folder, 'events.jsonl'),
    workspace: join(folder, 'workspace'),
    mark: join(marksFolder(workspace), id),
  }
}

export function attemptPaths(runFolder: string, stepId: string, attempt: number): AttemptPaths {
  const folder = join(runFolder, 'steps', stepId, 'attempts', String(attempt))
  return {
    runFolder,
    folder,
    prompt: join(folder, 'prompt.md'),
    context: join(folder, 'context.json'),
    command: join(folder, 'command.sh'),
    answer: join(folder, 'answer.txt'),
    result: join(folder, 'result.json'),
    outputs: join(folder, 'outputs'),
  }
}
