import { isOver, type RunAttempt, type RunDetail } from '#shared/run'

export type StepState =
  | 'untouched'
  | 'queued'
  | 'running'
  | 'waiting'
  | 'succeeded'
  | 'rejected'
  | 'failed'
  | 'canceled'

export interface StepMark {
  readonly state: StepState
  /** The run is in it now. */
  readonly current: boolean
  readonly attempts: number
}

/** How far each step of a run is: by its newest attempt, and for the one the run is in, by the run itself. */
export function stepMarks({ row, steps }: Pick<RunDetail, 'row' | 'steps'>): Map<string, StepMark> {
  const over = isOver(row.phase)
  return new Map(
    steps.map(({ id, attempts }) => {
      const current = !over && row.step === id
      return [id, { state: stateOf(row.phase, attempts.at(-1), current), current, attempts: attempts.length }]
    }),
  )
}

function stateOf(phase: RunDetail['row']['phase'], latest: RunAttempt | undefined, current: boolean): StepState {
  if (current) return phase === 'waiting' ? 'waiting' : phase === 'queued' ? 'queued' : 'running'
  switch (latest?.state) {
    case undefined:
      return 'untouched'
    case 'succeeded':
      return latest?.decision === 'reject' ? 'rejected' : 'succeeded'
    case 'failed':
      return 'failed'
    // Of a run that goes on elsewhere or has ended, nothing runs here any more.
    case 'running':
    case 'interrupted':
      return phase === 'canceled' ? 'canceled' : 'failed'
  }
}

/** The step a person most likely wants to go on from: the last that failed, else the last that was tried. */
export function likelyRetry({ retryFrom, steps, row }: Pick<RunDetail, 'retryFrom' | 'steps' | 'row'>): string | null {
  const offered = steps.filter(({ id }) => retryFrom.includes(id))
  if (row.step !== null && retryFrom.includes(row.step)) return row.step
  const startedAt = (step: (typeof steps)[number]) => step.attempts.at(-1)?.startedAt ?? 0
  const failed = offered.filter(({ attempts }) => ['failed', 'interrupted'].includes(attempts.at(-1)?.state ?? ''))
  const latest = (failed.length > 0 ? failed : offered).toSorted((a, b) => startedAt(b) - startedAt(a))[0]
  return latest?.id ?? retryFrom[0] ?? null
}
