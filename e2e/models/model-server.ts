import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { buffer } from 'node:stream/consumers'
import { gunzipSync, zstdDecompressSync } from 'node:zlib'

export interface ModelServer extends AsyncDisposable {
  /** `http://127.0.0.1:PORT`. */
  readonly url: string
  /** Bodies of the model requests so far. */
  readonly requests: readonly unknown[]
  /** Resolves once the server has had `count` model requests. */
  asked(count: number): Promise<void>
}

/** Answers one request, whose body is given as JSON, and says whether it was one for a model. */
export type Answer = (request: IncomingMessage, body: unknown, response: ServerResponse) => boolean | Promise<boolean>

/** A fake model on the loopback device. Requests it leaves open are cut when it is disposed. */
export async function startModelServer(answer: Answer): Promise<ModelServer> {
  const requests: unknown[] = []
  const waiting: { readonly count: number; readonly reached: () => void }[] = []
  const server = createServer((request, response) => {
    void (async () => {
      const body = jsonOf(await plainBody(request))
      if (!(await answer(request, body, response))) return
      requests.push(body)
      for (const { count, reached } of waiting) if (requests.length >= count) reached()
    })().catch(() => response.destroy())
  })
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the fake model has no port')
  return {
    url: `http://127.0.0.1:${address.port}`,
    requests,
    asked: (count) =>
      new Promise((reached) => {
        if (requests.length >= count) reached()
        else waiting.push({ count, reached })
      }),
    [Symbol.asyncDispose]: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

async function plainBody(request: IncomingMessage): Promise<string> {
  const bytes = await buffer(request)
  switch (request.headers['content-encoding']) {
    case 'gzip':
      return gunzipSync(bytes).toString()
    case 'zstd':
      return zstdDecompressSync(bytes).toString()
    default:
      return bytes.toString()
  }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return {}
  }
}

export function sendJson(
  response: ServerResponse,
  status: number,
  value: object,
  headers: Readonly<Record<string, string>> = {},
): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers })
  response.end(JSON.stringify(value))
}

export function beginEvents(response: ServerResponse): (type: string, value: object) => void {
  response.writeHead(200, { 'content-type': 'text/event-stream' })
  return (type, value) => {
    response.write(`event: ${type}\ndata: ${JSON.stringify({ type, ...value })}\n\n`)
  }
}
