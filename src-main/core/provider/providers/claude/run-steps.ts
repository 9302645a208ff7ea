import { z } from 'zod'
import type { RunStep } from '#shared/invocation-events'
import { jsonText } from '../../lines'

/** Parts of one line that are told; a line of a million must not keep everything else waiting. */
const mostParts = 1000
const Content = z.union([z.string(), z.array(z.unknown())]).catch([])
const Turn = z.looseObject({ content: Content, model: z.string().catch('') })
const Line = z.discriminatedUnion('type', [
  z.looseObject({
    type: z.literal('assistant'),
    message: Turn,
    error: z.string().nullish().catch(null),
  }),
  z.looseObject({ type: z.literal('user'), message: Turn, tool_use_result: z.unknown().optional() }),
  z.looseObject({
    type: z.literal('system'),
    subtype: z.string().catch(''),
    attempt: z.number().nullable().catch(null),
    max_retries: z.number().nullable().catch(null),
    retry_delay_ms: z.number().nullable().catch(null),
    error_status: z.number().nullable().catch(null),
    error: z.string().catch(''),
    mcp_servers: z.array(z.unknown()).catch([]),
  }),
])
const McpServer = z.looseObject({ name: z.string(), status: z.string() })
/** Those of a server that is there, or that nobody asked for. */
const wellServers = new Set(['connected', 'pending', 'disabled'])
const Block = z.discriminatedUnion('type', [
  z.looseObject({ type: z.literal('text'), text: z.string() }),
  z.looseObject({ type: z.literal('thinking'), thinking: z.string() }),
  z.looseObject({ type: z.literal('tool_use'), id: z.string(), name: z.string(), input: z.unknown().optional() }),
  z.looseObject({
    type: z.literal('tool_result'),
    tool_use_id: z.string(),
    content: Content,
    is_error: z.boolean().catch(false),
  }),
  // Tools that the model's own server runs.
  z.looseObject({
    type: z.enum(['server_tool_use', 'mcp_tool_use']),
    id: z.string(),
    name: z.string(),
    server_name: z.string().optional(),
    input: z.unknown().optional(),
  }),
  z.looseObject({
    type: z.enum(['web_search_tool_result', 'web_fetch_tool_result', 'mcp_tool_result']),
    tool_use_id: z.string(),
    content: z.unknown(),
    is_error: z.boolean().catch(false),
  }),
])
const Failed = z.looseObject({ error_code: z.string() })
const Command = z.looseObject({ command: z.string() })
const Changed = z.looseObject({ filePath: z.string(), type: z.string().optional() })
const Interrupted = z.looseObject({ interrupted: z.literal(true) })
const TextPart = z.looseObject({ text: z.string() })

/** What one line of `claude --output-format stream-json` tells of a run; nothing for lines that tell nothing new. */
export function stepsOfClaude(value: unknown): RunStep[] {
  const line = Line.safeParse(value)
  if (!line.success) return []
  switch (line.data.type) {
    case 'system': {
      const { subtype, attempt, max_retries: of, retry_delay_ms: delayMs, error_status: status, error } = line.data
      if (subtype === 'init') return line.data.mcp_servers.slice(0, mostParts).flatMap(serverSteps)
      if (subtype === 'compact_boundary') {
        return [{ kind: 'notice', text: 'It summed up its conversation, which had become too long.' }]
      }
      if (subtype !== 'api_retry') return []
      const text = [status === null ? 'no answer' : `HTTP ${status}`, error].filter((word) => word !== '').join(', ')
      return [{ kind: 'retry', text, attempt, of, delayMs }]
    }
    case 'assistant': {
      const steps = stepsOf(line.data.message.content)
      // The program tells in the model's name what went wrong; older ones do not call it an error.
      const failed = line.data.error != null || line.data.message.model === '<synthetic>'
      return failed ? steps.map((step) => (step.kind === 'text' ? { kind: 'error', text: step.text } : step)) : steps
    }
    case 'user': {
      const changed = Changed.safeParse(line.data.tool_use_result)
      const interrupted = Interrupted.safeParse(line.data.tool_use_result).success
      const results = stepsOf(line.data.message.content)
        .filter((step) => step.kind === 'result')
        .map((step) => (interrupted ? { ...step, ok: false } : step))
      if (!changed.success || results.some((step) => !step.ok)) return results
      const { filePath: path, type } = changed.data
      // Reading a file names it too.
      if (type !== undefined && type !== 'create' && type !== 'update') return results
      return [...results, { kind: 'change', path, change: type === 'create' ? 'add' : 'update', ok: true }]
    }
  }
}

function serverSteps(value: unknown): RunStep[] {
  const { data: server } = McpServer.safeParse(value)
  if (server === undefined || wellServers.has(server.status)) return []
  return [{ kind: 'error', text: `The MCP server ${server.name} is not there for this run: ${server.status}.` }]
}

function stepsOf(content: z.infer<typeof Content>): RunStep[] {
  if (typeof content === 'string') return content.trim() === '' ? [] : [{ kind: 'text', text: content }]
  return content.slice(0, mostParts).flatMap(stepsOfBlock)
}

function stepsOfBlock(part: unknown): RunStep[] {
  const { data: block } = Block.safeParse(part)
  switch (block?.type) {
    case undefined:
      return []
    case 'text':
      return block.text.trim() === '' ? [] : [{ kind: 'text', text: block.text }]
    case 'thinking':
      return [{ kind: 'thinking', text: block.thinking }]
    case 'tool_use': {
      const { id: call, name, input } = block
      return [{ kind: 'tool', call, name, input: Command.safeParse(input).data?.command ?? jsonText(input) }]
    }
    case 'server_tool_use':
    case 'mcp_tool_use': {
      const { id: call, name, server_name: server, input } = block
      return [{ kind: 'tool', call, name: server === undefined ? name : `${server}.${name}`, input: jsonText(input) }]
    }
    case 'web_search_tool_result':
    case 'web_fetch_tool_result':
    case 'mcp_tool_result': {
      const { tool_use_id: call, content } = block
      const failed = Failed.safeParse(content)
      const ok = !block.is_error && !failed.success
      const text = failed.success ? failed.data.error_code : plain(Content.parse(content))
      return [{ kind: 'result', call, text, ok }]
    }
    case 'tool_result':
      return [{ kind: 'result', call: block.tool_use_id, text: plain(block.content), ok: !block.is_error }]
  }
}

function plain(content: z.infer<typeof Content>): string {
  if (typeof content === 'string') return content
  return content
    .slice(0, mostParts)
    .map((part) => TextPart.safeParse(part).data?.text ?? jsonText(part))
    .join('\n')
}
