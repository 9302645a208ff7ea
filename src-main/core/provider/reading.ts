import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { z } from 'zod'
import { Permissions, Usage } from '#shared/invocation'
import { faultCode } from '../ground/fault-code'
import { OutputRule, ProviderKind, type ProviderSettings } from '../settings/provider-settings'
import type { InvocationRequest } from './invocation-request'
import type { Ending } from './outcome'

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
  return {
    kind: settings.kind,
    output: settings.kind === 'command' ? settings.output : null,
    program: programOf(settings).program ?? null,
    permissions: request.agent.permissions,
    session: request.session,
    conversation: request.conversation ?? null,
    remembers: request.remembers ?? settings.kind !== 'command',
    work: request.work ?? null,
  }
}

/** As its user wrote it, without what only says how the system starts it; a command speaks of itself as such. */
export function programOf(settings: ProviderSettings): Pick<Ending, 'program'> {
  if (settings.kind === 'command') return {}
  return { program: basename(settings.binary).replace(/\.(?:exe|cmd|bat|[cm]?js|sh|py)$/i, '') }
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
