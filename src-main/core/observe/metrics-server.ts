import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import { loopbackServer } from '../ground/loopback-server'
import { metricsContentType } from './metrics-text'

/** Readers at a time; there is one as a rule. */
const mostConnections = 16

/** `GET /metrics` on this machine alone. Whoever opened it must dispose it. */
export class MetricsServer implements AsyncDisposable {
  readonly #server: Server

  private constructor(server: Server) {
    this.#server = server
  }

  get port(): number {
    const address = this.#server.address()
    return address === null || typeof address === 'string' ? 0 : address.port
  }

  /** Listens on a port of loopback. Rejects when it cannot be had. */
  static async listen(port: number, read: () => string): Promise<MetricsServer> {
    const server = loopbackServer(8 * 1024)
    server.maxConnections = mostConnections
    const listening = Promise.withResolvers<void>()
    server.once('error', listening.reject)
    server.listen({ port, host: '127.0.0.1', exclusive: true }, listening.resolve)
    await listening.promise
    server.off('error', listening.reject)
    // A connection the system could not hand over costs that connection only.
    server.on('error', () => {})
    const metrics = new MetricsServer(server)
    server.on('request', (request, response) => metrics.#answer(request, response, read))
    return metrics
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve))
    this.#server.closeAllConnections()
    await closed
  }

  #answer(request: IncomingMessage, response: ServerResponse, read: () => string): void {
    const { status, headers, text } = answer(request, this.port, read)
    response.writeHead(status, { ...headers, 'Content-Length': Buffer.byteLength(text), 'Cache-Control': 'no-store' })
    response.end(request.method === 'HEAD' ? undefined : text)
  }
}

interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly text: string
}

function answer({ method, url, headers }: IncomingMessage, port: number, read: () => string): Answer {
  // Any other name would be a foreign site's, pointed at this machine.
  if (headers.host !== `127.0.0.1:${port}` && headers.host !== `localhost:${port}`) {
    return refusal(421, 'This address is not served here.')
  }
  if (method !== 'GET' && method !== 'HEAD') {
    return refusal(405, 'Only GET and HEAD are answered.', { Allow: 'GET, HEAD' })
  }
  if (url?.split('?')[0] !== '/metrics') return refusal(404, 'The metrics are at /metrics.')
  return { status: 200, headers: { 'Content-Type': metricsContentType }, text: read() }
}

function refusal(status: number, sentence: string, more: Answer['headers'] = {}): Answer {
  return { status, headers: { 'Content-Type': 'text/plain; charset=utf-8', ...more }, text: `${sentence}\n` }
}
