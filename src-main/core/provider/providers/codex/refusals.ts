import { z } from 'zod'
import type { RunStep } from '#shared/invocation-events'
import type { Permissions } from '../../../settings/provider-settings'
import { Refusals } from '../../refusals'

const Command = z.looseObject({
  type: z.literal('item.completed'),
  item: z.looseObject({
    type: z.enum(['command_execution', 'file_change', 'mcp_tool_call']),
    status: z.string().catch(''),
    aggregated_output: z.string().catch(''),
    tool: z.string().catch(''),
  }),
})

/** What a command says that its sandbox keeps from writing: bubblewrap, macOS, Landlock. The end of long output tells. */
const bySandbox = /Read-only file system|Operation not permitted|Permission denied/
const lookedAt = 4000
/** codex tells of tools that it did not let run, or that failed before they did, in its log alone. */
const ofTools = /\bERROR codex_core::tools\S*: (?:error=)?(.{1,400})/

/**
 * What codex kept an agent from doing. It has no list of that: a declined item, a command that failed at the sandbox, and
 * lines of its log tell.
 */
export function codexRefusals(permissions: Permissions) {
  const refusals = new Refusals()
  return {
    take(value: unknown): void {
      const { data } = Command.safeParse(value)
      if (data === undefined) return
      const { type, status, aggregated_output: output, tool } = data.item
      const sandboxed = permissions !== 'full' && status === 'failed' && bySandbox.test(output.slice(-lookedAt))
      if (status === 'declined' || (type === 'command_execution' && sandboxed)) {
        refusals.add(type === 'command_execution' ? 'shell' : type === 'file_change' ? 'apply_patch' : tool)
      }
    },
    /** One line of stderr; gives what is to be told of it. */
    takeError(line: string): RunStep[] {
      const said = ofTools.exec(line)?.[1]?.replace(/; rejected by user approval settings$/, '')
      if (said === undefined) return []
      if (/\brejected\b/.test(said)) {
        refusals.add(/^patch\b/.test(said) ? 'apply_patch' : 'shell')
        return [{ kind: 'error', text: `Refused: ${said}` }]
      }
      return [{ kind: 'error', text: `A tool could not be used: ${said}` }]
    },
    tools: () => refusals.tools,
  }
}
