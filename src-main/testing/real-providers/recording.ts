import { z } from 'zod'
import type { Invocation } from '#shared/invocation'
import { Permissions } from '../../core/settings/provider-settings'
import type { Scenario } from './scenarios'

/** What a real program wrote in a scenario, without what no test looks at and without traces of the machine. */
export const Recording = z.object({
  name: z.string(),
  permissions: Permissions,
  resumed: z.boolean(),
  exitCode: z.int().nullable(),
  signal: z.string().nullable(),
  stdout: z.array(z.string()),
  stderr: z.string(),
})
export type Recording = z.infer<typeof Recording>

/** One program in one version; `at` is when it was recorded, ms since the epoch. */
export const Recordings = z.object({
  provider: z.enum(['anthropic', 'openai']),
  version: z.string(),
  at: z.number(),
  runs: z.array(Recording),
})
export type Recordings = z.infer<typeof Recordings>

const Result = z.looseObject({ type: z.literal('result') })

const longestText = 600
/** Of claude's result only these are kept; every version adds others. */
const kept =
  /^(?:type|subtype|is_error|api_error_status|num_turns|result|errors|stop_reason|session_id|total_cost_usd|usage|permission_denials|terminal_reason)$/
/** Keys that differ from run to run or list what the program could do, and that nothing of ours reads. */
const left =
  /^(?:uuid|tools|slash_commands|agents|skills|plugins|memory_paths|apiKeySource|output_style|timestamp|request_id|modelUsage|analytics_disabled|fast_mode_state|context_management|iterations|server_tool_use|cache_creation|inference_geo|service_tier|speed|duration.*|ttft.*|container|stop_sequence|stop_details|diagnostics|tool_use_result_dropped|source|cache_write_input_tokens|reasoning_output_tokens|service_tier|isUsingOverage|overage.*|time_to.*|structuredPatch|capabilities)$/
const aUuid = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g

export function recordingOf(
  { name, permissions = 'full', resumes }: Scenario,
  run: { readonly invocation: Invocation; readonly stdout: string; readonly stderr: string },
  root: string,
): Recording {
  const plain = (text: string) => anonymous(text, root)
  const { exitCode, signal } = run.invocation
  return {
    name,
    permissions,
    resumed: resumes !== undefined,
    exitCode,
    signal,
    stdout: plain(run.stdout)
      .split('\n')
      .filter((line) => line !== '')
      .map(shortened),
    stderr: plain(run.stderr).slice(-2000),
  }
}

function anonymous(text: string, root: string): string {
  const ids = new Map<string, string>()
  return text
    .replaceAll(root, '/lab')
    .replace(/127\.0\.0\.1:\d+/g, '127.0.0.1:8000')
    .replace(/\/[^\s"']*\/node_modules\//g, '/usr/lib/node_modules/')
    .replace(/\/[^\s"']*\/provider\/fixtures\//g, '/opt/agent/')
    .replace(aUuid, (id) => {
      const known = ids.get(id) ?? `00000000-0000-4000-8000-${String(ids.size + 1).padStart(12, '0')}`
      ids.set(id, known)
      return known
    })
}

function shortened(line: string): string {
  try {
    const value: unknown = JSON.parse(line)
    const top = Result.safeParse(value)
    const read = top.success ? Object.fromEntries(Object.entries(top.data).filter(([key]) => kept.test(key))) : value
    return JSON.stringify(read, (key, value: unknown) => {
      if (left.test(key)) return undefined
      return typeof value === 'string' && value.length > longestText ? `${value.slice(0, longestText)}…` : value
    })
  } catch {
    return line.slice(0, longestText)
  }
}
