import { z } from 'zod'
import type { RunStep } from '#shared/invocation-events'
import { jsonText } from '../../lines'

/** Parts of one line that are told; a line of a million must not keep everything else waiting. */
const mostParts = 1000
/** Calls whose beginning is remembered until their end. */
const mostCalls = 1000
const Message = z.string().catch('')
const Status = z.string().catch('')
const Item = z.discriminatedUnion('type', [
  z.looseObject({ type: z.literal('agent_message'), text: z.string() }),
  z.looseObject({ type: z.literal('reasoning'), text: z.string() }),
  z.looseObject({
    type: z.literal('command_execution'),
    id: z.string(),
    command: z.string(),
    aggregated_output: z.string().catch(''),
    exit_code: z.number().nullable().catch(null),
    status: Status,
  }),
  z.looseObject({
    type: z.literal('file_change'),
    changes: z.array(z.looseObject({ path: z.string(), kind: z.enum(['add', 'update', 'delete']).catch('update') })),
    status: Status,
  }),
  z.looseObject({
    type: z.literal('mcp_tool_call'),
    id: z.string(),
    server: z.string().catch(''),
    tool: z.string().catch(''),
    arguments: z.unknown().optional(),
    result: z.unknown().optional(),
    error: z.unknown().optional(),
    status: Status,
  }),
  /** Another agent that is begun, asked or ended. */
  z.looseObject({
    type: z.literal('collab_tool_call'),
    id: z.string(),
    tool: z.string(),
    prompt: z.string().nullish().catch(null),
    status: Status,
  }),
  z.looseObject({
    type: z.literal('web_search'),
    id: z.string(),
    query: z.string().catch(''),
    action: z.looseObject({ url: z.string().optional(), pattern: z.string().optional() }).optional().catch(undefined),
    status: Status,
  }),
  z.looseObject({
    type: z.literal('todo_list'),
    items: z.array(z.looseObject({ text: z.string(), completed: z.boolean().catch(false) })),
  }),
  z.looseObject({ type: z.literal('error'), message: Message }),
])
type Item = z.infer<typeof Item>
const Line = z.discriminatedUnion('type', [
  z.looseObject({ type: z.enum(['item.started', 'item.updated', 'item.completed']), item: z.unknown() }),
  z.looseObject({ type: z.literal('error'), message: Message }),
])
/** Older versions name the kind of an item otherwise. */
const OldItem = z.looseObject({ item_type: z.string() })
const Told = z.looseObject({ message: z.string() })
const Answered = z.looseObject({ content: z.array(z.looseObject({ text: z.string() })) })

/**
 * Gives what each line of `codex exec --json` tells of a run; nothing for lines that tell nothing new. Of one run: it knows
 * which calls were told of when they began, as short ones are told of at their end only.
 */
export function codexSteps(): (value: unknown) => RunStep[] {
  const begun = new Set<string>()
  return (value) => {
    const line = Line.safeParse(value)
    if (!line.success) return []
    if (line.data.type === 'error') return [errorStep(line.data.message)]
    const item = itemOf(line.data.item)
    if (item === null) return []
    switch (line.data.type) {
      case 'item.started': {
        if (isCall(item) && begun.size < mostCalls) begun.add(item.id)
        return beginning(item)
      }
      case 'item.updated':
        return item.type === 'todo_list' ? beginning(item) : []
      case 'item.completed': {
        const wasTold = isCall(item) && begun.delete(item.id)
        return wasTold ? completed(item) : [...(isCall(item) ? beginning(item) : []), ...completed(item)]
      }
    }
  }
}

function itemOf(value: unknown): Item | null {
  const old = OldItem.safeParse(value)
  if (!old.success) return Item.safeParse(value).data ?? null
  const { item_type: type } = old.data
  return Item.safeParse({ ...old.data, type: type === 'assistant_message' ? 'agent_message' : type }).data ?? null
}

function isCall(item: Item): item is Extract<Item, { id: string; status: string }> {
  return 'id' in item && 'status' in item
}

/** Passing trouble counts its tries: `Reconnecting... 2/5 (why)`. */
function errorStep(text: string): RunStep {
  const [, attempt, of] = /^Reconnecting\.{3} (\d+)\/(\d+)/.exec(text) ?? []
  if (attempt !== undefined) return { kind: 'retry', text, attempt: Number(attempt), of: Number(of), delayMs: null }
  if (/^Reconnecting\.{3}/.test(text)) return { kind: 'retry', text, attempt: null, of: null, delayMs: null }
  return { kind: 'error', text }
}

function beginning(item: Item): RunStep[] {
  switch (item.type) {
    case 'command_execution':
      return [{ kind: 'tool', call: item.id, name: 'shell', input: item.command }]
    case 'mcp_tool_call':
      return [{ kind: 'tool', call: item.id, name: `${item.server}.${item.tool}`, input: jsonText(item.arguments) }]
    case 'collab_tool_call':
      return [{ kind: 'tool', call: item.id, name: item.tool, input: item.prompt ?? '' }]
    case 'todo_list': {
      const lines = item.items.slice(0, mostParts).map(({ text, completed: done }) => `${done ? '[x]' : '[ ]'} ${text}`)
      return [{ kind: 'tool', call: null, name: 'todo_list', input: lines.join('\n') }]
    }
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
    case 'command_execution': {
      const isZero = item.exit_code === 0 || (item.exit_code === null && item.status === 'completed')
      const ok = isZero && isWell(item.status)
      const text = item.aggregated_output || (item.status === 'declined' ? 'It was not let run.' : '')
      return [{ kind: 'result', call: item.id, text, ok }]
    }
    case 'file_change': {
      const ok = isWell(item.status)
      return item.changes.slice(0, mostParts).map(({ path, kind }) => ({ kind: 'change', path, change: kind, ok }))
    }
    case 'mcp_tool_call':
      return [{ kind: 'result', call: item.id, text: answerOf(item), ok: isWell(item.status) && item.error == null }]
    case 'collab_tool_call':
      return [{ kind: 'result', call: item.id, text: '', ok: isWell(item.status) }]
    case 'web_search': {
      const input = item.query || item.action?.url || item.action?.pattern || ''
      const tool: RunStep = { kind: 'tool', call: item.id, name: 'web_search', input }
      return isWell(item.status) ? [tool] : [tool, { kind: 'result', call: item.id, text: item.status, ok: false }]
    }
    case 'todo_list':
      return []
    case 'error':
      return [{ kind: 'notice', text: item.message }]
  }
}

/** Older versions tell no status; one that nobody knows yet is not taken for a failure. */
function isWell(status: string): boolean {
  return !/^(?:failed|declined|rejected|denied|error|cancell?ed|aborted|interrupted|timed_?out)$/i.test(status)
}

function answerOf({ result, error }: Extract<Item, { type: 'mcp_tool_call' }>): string {
  if (error != null) return Told.safeParse(error).data?.message ?? jsonText(error)
  const said = Answered.safeParse(result)
  if (!said.success) return result == null ? '' : jsonText(result)
  return said.data.content
    .slice(0, mostParts)
    .map((part) => part.text)
    .join('\n')
}
