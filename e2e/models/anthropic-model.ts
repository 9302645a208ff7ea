import type { ServerResponse } from 'node:http'
import { z } from 'zod'
import { beginEvents, type ModelServer, sendJson, startModelServer } from './model-server'
import { type Wish, wishOf } from './wish'

const Block = z.looseObject({ type: z.string(), text: z.string().default('') })
const Request = z.looseObject({
  model: z.string().default('model'),
  stream: z.boolean().default(false),
  tools: z.array(z.looseObject({ name: z.string() })).default([]),
  messages: z.array(z.object({ role: z.string(), content: z.union([z.string(), z.array(Block)]) })).default([]),
})
type Request = z.infer<typeof Request>
type Message = Request['messages'][number]

/** A fake of Anthropic's Messages API, as much of it as `claude` needs; answers as the newest message wishes. */
export function startAnthropicModel(): Promise<ModelServer> {
  return startModelServer((request, body, response) => {
    const path = request.url?.split('?')[0]
    if (request.method !== 'POST' || path !== '/v1/messages') {
      if (path === '/v1/messages/count_tokens') sendJson(response, 200, { input_tokens: 1 })
      else sendJson(response, request.method === 'HEAD' ? 200 : 404, {})
      return false
    }
    answer(Request.parse(body), response)
    return true
  })
}

function answer(request: Request, response: ServerResponse): void {
  const said = request.messages.filter((message) => message.role === 'user').map(textOf)
  const turns = said.filter((text) => text !== '').length
  const last = said.findLast((text) => text !== '') ?? ''
  const wish = wishOf(last)
  if (wish.stream === 'hang') return
  if (wish.status !== undefined && turns > wish.longerThan) {
    const error = { type: 'api_error', message: `made-up ${wish.status}`, ...wish.error }
    sendJson(response, wish.status, { type: 'error', error }, wish.headers)
    return
  }
  if (wish.stream === 'malformed') {
    response.writeHead(200, { 'content-type': request.stream ? 'text/event-stream' : 'application/json' })
    response.end('this is no answer {{{\n\n')
    return
  }
  const content = [contentOf(wish, request, turns)]
  const message = {
    id: `msg_${turns}_${resultsSince(request.messages)}`,
    type: 'message',
    role: 'assistant',
    model: request.model,
    content,
    stop_reason: content[0]?.type === 'tool_use' ? 'tool_use' : 'end_turn',
    stop_sequence: null,
    usage: { input_tokens: 100, cache_creation_input_tokens: 0, cache_read_input_tokens: 0, output_tokens: 10 },
  }
  if (request.stream) stream(message, wish, response)
  // The program asks once more without a stream.
  else if (wish.stream === 'cut') response.destroy()
  else sendJson(response, 200, message)
}

type Content =
  | { type: 'text'; text: string }
  | { type: 'tool_use'; id: string; name: string; input: Readonly<Record<string, unknown>> }

function contentOf(wish: Wish, request: Request, turns: number): Content {
  const done = request.messages.at(-1)
  const answersTool = typeof done?.content !== 'string' && done?.content.some((block) => block.type === 'tool_result')
  const canRun = request.tools.some((tool) => tool.name === 'Bash')
  if (wish.command !== undefined && canRun && answersTool !== true) {
    return { type: 'tool_use', id: `toolu_${turns}`, name: 'Bash', input: { command: wish.command } }
  }
  const called = resultsSince(request.messages)
  if (wish.call !== undefined && called < wish.call.times) {
    const { name, input } = wish.call
    return {
      type: 'tool_use',
      id: `toolu_${turns}_${called}`,
      name,
      input: typeof input === 'string' ? { input } : input,
    }
  }
  return { type: 'text', text: wish.text.replaceAll('{turns}', String(turns)) }
}

function stream(
  message: { readonly content: readonly Content[]; readonly stop_reason: string; readonly usage: object },
  wish: Wish,
  response: ServerResponse,
): void {
  const send = beginEvents(response)
  send('message_start', { message: { ...message, content: [], stop_reason: null } })
  for (const [index, block] of message.content.entries()) {
    const empty = block.type === 'text' ? { ...block, text: '' } : { ...block, input: {} }
    const delta =
      block.type === 'text'
        ? { type: 'text_delta', text: block.text }
        : { type: 'input_json_delta', partial_json: JSON.stringify(block.input) }
    send('content_block_start', { index, content_block: empty })
    send('content_block_delta', { index, delta })
    if (wish.stream === 'cut') {
      setImmediate(() => response.destroy())
      return
    }
    send('content_block_stop', { index })
  }
  send('message_delta', {
    delta: { stop_reason: message.stop_reason, stop_sequence: null },
    usage: { output_tokens: 10 },
  })
  send('message_stop', {})
  response.end()
}

/** How many tools have answered since a person spoke. */
function resultsSince(messages: readonly Message[]): number {
  return messages
    .slice(messages.findLastIndex((message) => message.role === 'user' && textOf(message) !== ''))
    .flatMap(({ content }) => (typeof content === 'string' ? [] : content))
    .filter((block) => block.type === 'tool_result').length
}

/** What a person said in a message: neither what the program adds nor results of tools. */
function textOf({ content }: Message): string {
  const blocks = typeof content === 'string' ? [{ type: 'text', text: content }] : content
  return blocks
    .filter((block) => block.type === 'text' && !/^\s*<system-reminder>/.test(block.text))
    .map((block) => block.text)
    .join('\n')
    .trim()
}
