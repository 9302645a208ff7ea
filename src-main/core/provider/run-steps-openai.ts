import { z } from 'zod'
import type { RunStep } from '#shared/invocation-events'
import { jsonText } from './lines'

/** Parts of one line that are told; a line of a million must not keep everything else waiting. */
const mostParts = 1000
const Message = z.string().catch('')
const Item = z.discriminatedUnion('type', [
  z.looseObject({ type: z.literal('agent_message'), text: z.string() }),
  z.looseObject({ type: z.literal('reasoning'), text: z.string() }),
  z.looseObject({
    type: z.literal('command_execution'),
    id: z.string(),
    command: z.string(),
    aggregated_output: z.string().catch(''),
    exit_code: z.number().nullable().catch(null),
  }),
  z.looseObject({
    type: z.literal('file_change'),
    changes: z.array(z.looseObject({ path: z.string(), kind: z.enum(['add', 'update', 'delete']).catch('update') })),
  }),
  z.looseObject({
    type: z.literal('mcp_tool_call'),
    id: z.string(),
    server: z.string().catch(''),
    tool: z.string().catch(''),
    arguments: z.unknown().optional(),
    result: z.unknown().optional(),
    status: z.string().catch(''),
  }),
  z.looseObject({ type: z.literal('web_search'), id: z.string(), query: z.string().catch('') }),
  z.looseObject({ type: z.literal('error'), message: Message }),
])
type Item = z.infer<typeof Item>
const Line = z.discriminatedUnion('type', [
  z.looseObject({ type: z.literal('item.started'), item: z.unknown() }),
  z.looseObject({ type: z.literal('item.completed'), item: z.unknown() }),
  z.looseObject({ type: z.literal('error'), message: Message }),
])

/** What one line of `codex exec --json` tells of a run; nothing for lines that tell nothing new. */
export function stepsOfOpenai(value: unknown): RunStep[] {
  const line = Line.safeParse(value)
  if (!line.success) return []
  if (line.data.type === 'error') return [errorStep(line.data.message)]
  const item = Item.safeParse(line.data.item)
  if (!item.success) return []
  return line.data.type === 'item.started' ? begun(item.data) : completed(item.data)
}

/** Passing trouble counts its tries: `Reconnecting... 2/5 (why)`. */
function errorStep(text: string): RunStep {
  const [, attempt, of] = /^Reconnecting\.{3} (\d+)\/(\d+)/.exec(text) ?? []
  if (attempt !== undefined) return { kind: 'retry', text, attempt: Number(attempt), of: Number(of), delayMs: null }
  if (/^Reconnecting\.{3}/.test(text)) return { kind: 'retry', text, attempt: null, of: null, delayMs: null }
  return { kind: 'error', text }
}

function begun(item: Item): RunStep[] {
  switch (item.type) {
    case 'command_execution':
      return [{ kind: 'tool', call: item.id, name: 'shell', input: item.command }]
    case 'mcp_tool_call':
      return [{ kind: 'tool', call: item.id, name: `${item.server}.${item.tool}`, input: jsonText(item.arguments) }]
    default:
      return []
  }
}

function completed(item: Item): RunStep[] {
  switch (item.type) {
    case 'agent_message':
      return [{ kind: 'text', text: item.text }]
    case 'reasoning':
      return [{ kind: 'thinking', text: item.text }]
    case 'command_execution':
      return [{ kind: 'result', call: item.id, text: item.aggregated_output, ok: item.exit_code === 0 }]
    case 'file_change':
      return item.changes.slice(0, mostParts).map(({ path, kind }) => ({ kind: 'change', path, change: kind }))
    case 'mcp_tool_call':
      return [{ kind: 'result', call: item.id, text: jsonText(item.result), ok: item.status !== 'failed' }]
    case 'web_search':
      return [{ kind: 'tool', call: item.id, name: 'web_search', input: item.query }]
    case 'error':
      return [{ kind: 'notice', text: item.message }]
  }
}
