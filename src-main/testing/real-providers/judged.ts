import type { RunStep } from '#shared/invocation-events'
import type { RefusedTool } from '#shared/refused-tools'
import type { SessionPlan } from '../../core/provider/command-plan'
import type { Conclusion } from '../../core/provider/outcome'
import { planRun } from '../../core/provider/plan-run'
import { shippedProviders } from '../../core/settings/provider-settings'
import type { Recording, Recordings } from './recording'

export interface Judged {
  readonly conclusion: Conclusion
  readonly steps: readonly RunStep[]
  readonly refused: readonly RefusedTool[]
}

/** What becomes of what a program wrote: read as it is read in a run, by the very reader of its plan. */
export function judged(
  { permissions, resumed, exitCode, signal, stdout, stderr }: Recording,
  { provider, version }: Pick<Recordings, 'provider' | 'version'>,
): Judged {
  const session: SessionPlan = resumed ? { kind: 'resume', id: sessionOf(stdout) } : { kind: 'fresh' }
  const planned = planRun(
    { ...shippedProviders[provider], args: [] },
    { name: 'main', model: null, permissions },
    {
      promptPath: '/i/prompt.md',
      contextPath: '/i/context.json',
      promptBytes: 1,
      cwd: '/lab/work',
      session,
      resourcesPath: '/r',
      dialect: { version, refused: [] },
    },
    { execPath: 'node', electron: false, uid: null },
  )
  if (!planned.ok) throw new Error(planned.reason)
  const steps: RunStep[] = []
  const reader = planned.plan.newReader((step) => steps.push(step))
  reader.push(Buffer.from(stdout.map((line) => `${line}\n`).join('')))
  reader.pushError?.(Buffer.from(stderr))
  const endedBy = reader.isEnough?.() === true ? ({ kind: 'enough' } as const) : null
  const conclusion = reader.conclude({ spawnError: null, endedBy, exitCode, signal, stderrTail: stderr })
  return { conclusion, steps, refused: reader.refused?.() ?? [] }
}

function sessionOf(stdout: readonly string[]): string {
  return /"(?:thread_id|session_id)":"([^"]+)"/.exec(stdout[0] ?? '')?.[1] ?? 'gone'
}
