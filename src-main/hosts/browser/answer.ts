import type { PanelFiles } from '../panel-files'
import { panelPolicy, safetyHeaders } from '../panel-policy'
import type { Access } from './access'
import { closedPage, plainPagePolicy, usedTokenPage } from './plain-page'

/** One panel at one port. */
export interface Site {
  readonly port: number
  readonly files: PanelFiles
  readonly access: Access
  readonly devPanel: string | null
}

export interface Asked {
  readonly method: string
  readonly url: string
  readonly host: string | undefined
  readonly cookie: string | undefined
  readonly ifNoneMatch: string | undefined
}

export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | Buffer
}

/** The only names this site answers to; any other would be a foreign site's name pointed at this machine. */
export function isOwnHost(host: string | undefined, { port }: Site): boolean {
  return host === `127.0.0.1:${port}` || host === `localhost:${port}`
}

/** What to answer. Redeems a token, and changes nothing else. */
export function answer(asked: Asked, site: Site): Answer {
  if (!isOwnHost(asked.host, site)) return text(site, 421, 'This address is not served here.')
  if (asked.method !== 'GET' && asked.method !== 'HEAD') {
    return text(site, 405, 'Only GET and HEAD are answered.', { Allow: 'GET, HEAD' })
  }
  if (!asked.url.startsWith('/')) return text(site, 400, 'This is not a path.')
  const { pathname, searchParams } = new URL(`http://${asked.host}${asked.url}`)
  const admitted = site.access.admits(asked.cookie)
  if (pathname === '/open') return opened(asked, searchParams.get('token') ?? '', admitted, site)
  if (!admitted) return pathname === '/' ? page(403, closedPage) : text(site, 403, 'This browser has not been let in.')
  if (pathname === '/' && site.devPanel !== null) return redirect(site, site.devPanel)
  return file(pathname === '/' ? '/index.html' : pathname, asked, site)
}

function opened({ method }: Asked, token: string, admitted: boolean, site: Site): Answer {
  // A link preview asks with HEAD; it must not use up the token.
  if (method === 'HEAD') return text(site, 405, 'Only GET is answered.', { Allow: 'GET' })
  const cookie = site.access.redeem(token)
  if (cookie !== null) return redirect(site, '/', { 'Set-Cookie': cookie })
  return admitted ? redirect(site, '/') : page(403, usedTokenPage)
}

function file(path: string, asked: Asked, site: Site): Answer {
  const found = site.files.get(path)
  if (!found) return text(site, 404, 'There is nothing here.')
  const headers = {
    ...panelHeaders(site),
    'Content-Type': found.contentType,
    'Cache-Control': found.hashed ? 'private, max-age=31536000, immutable' : 'no-cache',
    ETag: found.etag,
  }
  if (asked.ifNoneMatch === found.etag) return { status: 304, headers, body: '' }
  return { status: 200, headers, body: found.body }
}

function panelHeaders({ port }: Site) {
  const connect = ["'self'", `ws://127.0.0.1:${port}`, `ws://localhost:${port}`]
  return { ...safetyHeaders, 'Content-Security-Policy': panelPolicy(connect), 'Cache-Control': 'no-store' }
}

function text(site: Site, status: number, body: string, headers: Readonly<Record<string, string>> = {}): Answer {
  return { status, headers: { ...panelHeaders(site), 'Content-Type': 'text/plain; charset=utf-8', ...headers }, body }
}

function redirect(site: Site, location: string, headers: Readonly<Record<string, string>> = {}): Answer {
  return { status: 303, headers: { ...panelHeaders(site), Location: location, ...headers }, body: '' }
}

function page(status: number, body: string): Answer {
  const headers = {
    ...safetyHeaders,
    'Content-Security-Policy': plainPagePolicy,
    'Cache-Control': 'no-store',
    'Content-Type': 'text/html; charset=utf-8',
  }
  return { status, headers, body }
}
