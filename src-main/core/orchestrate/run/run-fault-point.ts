import { killAt } from '../../lane/fault-point'

/** The effects of a run after which a crash test may kill the process. */
export const runFaultPoints = [
  'run:marked',
  'run:made',
  'run:renamed',
  'run:synced',
  'run:unmarked',
  'attempt:prepared',
  'attempt:named',
  'attempt:invoked',
  'attempt:answered',
  'attempt:resulted',
  'decision:linked',
  'decision:resolved',
] as const
export type RunFaultPoint = (typeof runFaultPoints)[number]

/** See `faultPoint`. */
export function runFaultPoint(point: RunFaultPoint): void {
  killAt(point)
}
