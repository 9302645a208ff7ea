import type { ServerResponse } from 'node:http'
import { z } from 'zod'
import { beginEvents, type ModelServer, sendJson, startModelServer } from './model-server'
import { type Wish, wishOf } from './wish'

const Part = z.looseObject({ type: z.string(), text: z.string().default('') })
const Item = z.looseObject({
  type: z.string().default('message'),
  role: z.string().default(''),
  content: z.union([z.string(), z.array(Part)]).default([]),
})
const Tool = z.looseObject({ type: z.string(), name: z.string().optional() })
const Request = z.looseObject({
  model: z.string().default('model'),
  tools: z.array(Tool).default([]),
  input: z.array(Item).default([]),
})
type Tool = z.infer<typeof Tool>
type Request = z.infer<typeof Request>
type Item = z.infer<typeof Item>

/** A fake of OpenAI's Responses API, as much of it as `codex` needs; answers as the newest message wishes. */
export function startOpenaiModel(): Promise<ModelServer> {
  return startModelServer((request, body, response) => {
    const path = request.url?.split('?')[0] ?? ''
    if (request.method === 'POST' && path.endsWith('/responses')) {
      answer(Request.parse(body), response)
      return true
    }
    // 426: no web socket here, fall back to plain requests.
    if (path.endsWith('/responses')) sendJson(response, 426, { error: { message: 'no web socket' } })
    else if (path.endsWith('/models')) sendJson(response, 200, { object: 'list', data: [], models: [] })
    else sendJson(response, 404, { error: { message: 'made-up 404' } })
    return false
  })
}

function answer(request: Request, response: ServerResponse): void {
  const said = request.input.filter(isPerson)
  const wish = wishOf(textOf(said.at(-1)))
  if (wish.stream === 'hang') return
  if (wish.status !== undefined && said.length > wish.longerThan) {
    const error = { type: 'server_error', message: `made-up ${wish.status}`, param: null, code: null, ...wish.error }
    sendJson(response, wish.status, { error }, wish.headers)
    return
  }
  if (wish.stream === 'malformed') {
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    response.end('this is no answer {{{\n\n')
    return
  }
  const send = beginEvents(response)
  const base = { id: `resp_${said.length}`, object: 'response', created_at: 0, model: request.model, output: [] }
  const item = commandCall(wish, request) ?? {
    type: 'message',
    id: `msg_${said.length}`,
    role: 'assistant',
    status: 'completed',
    content: [{ type: 'output_text', text: wish.text.replaceAll('{turns}', String(said.length)), annotations: [] }],
  }
  send('response.created', { response: { ...base, status: 'in_progress' } })
  send('response.output_item.added', { output_index: 0, item: { ...item, status: 'in_progress' } })
  if (wish.stream === 'cut') {
    setImmediate(() => response.destroy())
    return
  }
  send('response.output_item.done', { output_index: 0, item })
  const usage = {
    input_tokens: 100,
    input_tokens_details: { cached_tokens: 0 },
    output_tokens: 10,
    output_tokens_details: { reasoning_tokens: 0 },
    total_tokens: 110,
  }
  send('response.completed', { response: { ...base, status: 'completed', output: [item], usage } })
  response.end()
}

/** A call of whichever tool runs commands, once; null when the answer is due. */
function commandCall({ command, call: other }: Wish, { tools, input }: Request): object | null {
  const lastSaid = input.findLastIndex(isPerson)
  const called = input.slice(lastSaid).filter((item) => item.type.endsWith('_output')).length
  const offered = [...tools, ...input.flatMap(toolsIn)]
  const names = offered.map((tool) => tool.name ?? tool.type)
  const call = { id: 'call_item', call_id: 'call', status: 'completed' }
  const named = (name: string, input: object) => ({
    ...call,
    type: 'function_call',
    name,
    arguments: JSON.stringify(input),
  })
  if (other !== undefined) return called < other.times ? toolCall(other, offered, called) : null
  if (command === undefined || called > 0) return null
  if (names.includes('exec_command')) return named('exec_command', { cmd: command })
  if (names.includes('shell_command')) return named('shell_command', { command })
  if (names.includes('shell')) return named('shell', { command: ['bash', '-lc', command] })
  // One tool that runs JavaScript stands for all others.
  const code = `text(await tools.exec_command({ cmd: ${JSON.stringify(command)} }))`
  return { ...call, type: 'custom_tool_call', name: 'exec', namespace: 'functions', input: code }
}

/** The same tools are offered by themselves, in name spaces, or to code that is run, as the version and its model have it. */
function toolCall({ name, input }: NonNullable<Wish['call']>, offered: readonly Tool[], called: number): object {
  const call = { id: `call_item_${called}`, call_id: `call_${called}`, status: 'completed' }
  const named = (tool: string, value: unknown, space: object = {}) => ({
    ...call,
    ...space,
    type: 'function_call',
    name: tool,
    arguments: JSON.stringify(value),
  })
  const spaces = offered.filter(({ type }) => type === 'namespace')
  const space = spaces.find((one) => name.startsWith(`${one.name}__`))
  if (space?.name !== undefined) return named(name.slice(space.name.length + 2), input, { namespace: space.name })
  if (offered.some((tool) => tool.name === name)) return named(name, input)
  if (offered.some((tool) => tool.name === 'exec_command')) {
    return named('exec_command', { cmd: `${name} <<'END'\n${String(input)}END\n` })
  }
  const code = `text(await tools.${name}(${JSON.stringify(input)}))`
  return { ...call, type: 'custom_tool_call', name: 'exec', namespace: 'functions', input: code }
}

function toolsIn(item: Item): z.infer<typeof Tool>[] {
  const tools = z.array(Tool).safeParse(Reflect.get(item, 'tools'))
  return item.type === 'additional_tools' && tools.success ? tools.data : []
}

const added = /^\s*(<[a-z_]+>|<INSTRUCTIONS>|# AGENTS\.md)/

/** What a person said, not what the program adds in the name of one. */
function isPerson(item: Item): boolean {
  return item.type === 'message' && item.role === 'user' && !added.test(textOf(item))
}

function textOf(item: Item | undefined): string {
  if (item === undefined) return ''
  return typeof item.content === 'string' ? item.content : item.content.map((part) => part.text).join('\n')
}
