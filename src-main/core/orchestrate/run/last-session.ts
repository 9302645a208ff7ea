import { readFile } from 'node:fs/promises'
import { Invocation } from '#shared/invocation'
import { invocationFiles } from '../../provider/invocation-files'
import { attemptsOf, type RunState } from '../workflow/run-state'

/** The session of the step's last attempt that had a program, or null where nothing tells which that was. */
export async function lastSession(run: RunState, stepId: string, invocations: string): Promise<string | null> {
  const last = attemptsOf(run, stepId).findLast(
    ({ state, invocationId }) => (state === 'failed' || state === 'running') && invocationId !== null,
  )
  if (last === undefined || last.invocationId === null) return null
  try {
    const text = await readFile(invocationFiles(invocations, last.invocationId).recordPath, 'utf8')
    return Invocation.parse(JSON.parse(text)).sessionId
  } catch {
    // A record that was tidied away, or cannot be read, has no session to go on with.
    return null
  }
}
