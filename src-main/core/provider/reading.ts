import { readFile } from 'node:fs/promises'
import { z } from 'zod'
import { Permissions, Usage } from '#shared/invocation'
import { faultCode } from '../ground/fault-code'
import { OutputRule, ProviderKind } from '../settings/provider-settings'
import type { InvocationRequest } from './invocation-request'
import { providerOf } from './providers/registry'

/** `reading.json`: how the output of a run is read, for whoever finds it after the life that ran it was cut off. */
export const Reading = z.object({
  kind: ProviderKind,
  /** Where a command's answer is found. */
  output: OutputRule.nullable(),
  /** What its program is called in sentences; null: as its provider. */
  program: z.string().nullable(),
  permissions: Permissions,
  session: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('fresh'), id: z.string().exactOptional() }),
    z.object({ kind: z.literal('resume'), id: z.string(), usageBefore: Usage.exactOptional() }),
  ]),
  /** The conversation whose next run goes on with its session; null: none does. */
  conversation: z.string().nullable(),
  /** Whether its program goes on with a session when it is told to. */
  remembers: z.boolean(),
  /** What it is to answer; null: nobody comes to look for its answer. */
  work: z.string().nullable(),
})
export type Reading = z.infer<typeof Reading>

export function readingOf(request: InvocationRequest): Reading {
  const { settings } = request.provider
  const provider = providerOf(settings.kind)
  return {
    kind: settings.kind,
    output: provider.outputRule(settings),
    program: provider.calledIn(settings),
    permissions: request.agent.permissions,
    session: request.session,
    conversation: request.conversation ?? null,
    remembers: provider.remembers(settings),
    work: request.work ?? null,
  }
}

/** Null for a run that nobody can read again: one of an earlier version, or one that was tidied away. */
export async function readReading(path: string): Promise<Reading | null> {
  try {
    return Reading.safeParse(JSON.parse(await readFile(path, 'utf8'))).data ?? null
  } catch (error) {
    if (error instanceof SyntaxError || faultCode(error) === 'ENOENT' || faultCode(error) === 'ENOTDIR') return null
    throw error
  }
}
