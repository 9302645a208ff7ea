import { access } from 'node:fs/promises'
import { InvocationId } from '#shared/invocation'
import { invocationFiles } from '../provider/invocation-files'
import { markedProcesses, sweepMarkers } from '../provider/sweep'

export interface Leftovers {
  /** Attempts of an earlier life that still had processes. */
  readonly ended: readonly string[]
  /** Processes that refused to die. */
  readonly left: readonly number[]
}

/**
 * Ends what outlived an earlier supervisor of this home: every process that carries the marker of an attempt whose files
 * stand in this home. Processes of other homes are left alone.
 */
export async function endLeftovers(invocationsPath: string): Promise<Leftovers> {
  const ids = new Set<string>()
  for (const { attempt } of await markedProcesses()) if (InvocationId.safeParse(attempt).success) ids.add(attempt ?? '')
  const ours: string[] = []
  for (const id of ids) if (await exists(invocationFiles(invocationsPath, id).recordPath)) ours.push(id)
  if (ours.length === 0) return { ended: [], left: [] }
  const { left } = await sweepMarkers(ours)
  return { ended: ours, left }
}

async function exists(path: string): Promise<boolean> {
  try {
    await access(path)
    return true
  } catch {
    return false
  }
}
