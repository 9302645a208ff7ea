import { create } from 'zustand'
import type { Board } from '#shared/board'
import type { RunFilter } from '../../state/run-window'

/** What the list of runs shows; stays while somebody looks at one run and comes back. */
export const useRunsFilter = create<RunFilter>(() => ({ phase: 'all', search: '' }))

export const phaseChips = ['all', 'open', 'waiting', 'running', 'succeeded', 'failed', 'canceled'] as const
export type PhaseChip = (typeof phaseChips)[number]

/** How many runs a chip stands for, where the board tells; it counts runs that are not over. */
export function chipCount(chip: PhaseChip, runs: Board['runs']): number | null {
  if (runs === undefined) return null
  if (chip === 'open') return runs.queued + runs.running + runs.waiting
  return chip === 'waiting' || chip === 'running' ? runs[chip] : null
}
