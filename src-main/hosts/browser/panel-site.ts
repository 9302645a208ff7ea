import { type IncomingMessage, type Server, type ServerResponse, STATUS_CODES } from 'node:http'
import type { Duplex } from 'node:stream'
import { type WebSocket, WebSocketServer } from 'ws'
import { answer, isOwnHost, type Site } from './answer'

/** Links open at a time; a panel has one. */
export const linksLimit = 32
/** The largest message a client may send: room for a full drop call after JSON has escaped it. */
const messageBytes = 32 * 1024 * 1024
/** Close code for a client without a valid cookie. */
const accessEnded = 4401

export interface SiteEvents {
  readonly onLink: (socket: WebSocket) => void
  /** The token has been used; `site.access.token` is the next one. */
  readonly onTokenUsed: () => void
}

/** The panel at one listening server. Owns the server: disposing ends every request, every link and the listening. */
export class PanelSite implements AsyncDisposable {
  readonly #server: Server
  readonly #site: Site
  readonly #links = new WebSocketServer({ noServer: true, maxPayload: messageBytes, perMessageDeflate: false })

  /** Until it serves, connections are ended: nobody would ever answer what they ask, and their pages would wait. */
  constructor(server: Server, site: Site) {
    this.#server = server
    this.#site = site
    server.on('connection', endConnection)
  }

  serve({ onLink, onTokenUsed }: SiteEvents): void {
    this.#server.off('connection', endConnection)
    this.#server.on('request', (request, response) => this.#answer(request, response, onTokenUsed))
    this.#server.on('upgrade', (request, socket, head) => this.#upgrade(request, socket, head, onLink))
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const link of this.#links.clients) link.terminate()
    const closed = new Promise((resolve) => this.#server.close(resolve))
    this.#server.closeAllConnections()
    await closed
  }

  #answer(
    { method = '', url = '', headers }: IncomingMessage,
    response: ServerResponse,
    onTokenUsed: () => void,
  ): void {
    const { access } = this.#site
    const { token } = access
    const { host, cookie, 'if-none-match': ifNoneMatch } = headers
    const { status, headers: answered, body } = answer({ method, url, host, cookie, ifNoneMatch }, this.#site)
    response.writeHead(status, {
      ...answered,
      ...(status === 304 ? {} : { 'Content-Length': Buffer.byteLength(body) }),
    })
    response.end(method === 'HEAD' ? undefined : body)
    if (access.token !== token) onTokenUsed()
  }

  #upgrade(request: IncomingMessage, socket: Duplex, head: Buffer, onLink: (socket: WebSocket) => void): void {
    const refusal = upgradeRefusal(request, this.#site) ?? (this.#links.clients.size < linksLimit ? null : 503)
    if (refusal !== null) {
      socket.on('error', () => socket.destroy())
      socket.end(`HTTP/1.1 ${refusal} ${STATUS_CODES[refusal]}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`)
      return
    }
    this.#links.handleUpgrade(request, socket, head, (link) => {
      if (this.#site.access.admits(request.headers.cookie)) onLink(link)
      else turnAway(link)
    })
  }
}

function endConnection(socket: Duplex): void {
  socket.destroy()
}

/** Which status a handshake is refused with, or null. Any page may open a socket to this machine; only ours may stay. */
function upgradeRefusal({ url, headers }: IncomingMessage, site: Site): number | null {
  if (!isOwnHost(headers.host, site)) return 421
  if (url !== '/link') return 404
  const origins = [`http://127.0.0.1:${site.port}`, `http://localhost:${site.port}`, site.devPanel]
  return headers.origin !== undefined && origins.includes(headers.origin) ? null : 403
}

/**
 * Browsers hide the status of a failed handshake from the page. Completing it and closing with a code is the only way
 * to tell a panel with an old cookie that waiting will not help. The origin has been checked before, so no other
 * site learns anything.
 */
function turnAway(link: WebSocket): void {
  link.on('error', () => link.terminate())
  link.on('message', () => link.terminate())
  link.close(accessEnded, 'not let in')
}
