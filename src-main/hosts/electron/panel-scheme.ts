import { protocol } from 'electron'
import type { PanelFiles } from '../panel-files'
import { panelPolicy, safetyHeaders } from '../panel-policy'

const scheme = 'app'
const host = 'panel'
export const panelUrl = `${scheme}://${host}/`

const headers = { ...safetyHeaders, 'Content-Security-Policy': panelPolicy(["'self'"]) }

/** Has to be called before the app is ready. */
export function registerPanelScheme(): void {
  const privileges = { standard: true, secure: true, supportFetchAPI: true, codeCache: true }
  protocol.registerSchemesAsPrivileged([{ scheme, privileges }])
}

/** Serves the panel's files under the scheme, and nothing else. Has to be called once the app is ready. */
export function servePanelScheme(files: PanelFiles): void {
  protocol.handle(scheme, ({ url, method }) => {
    const { hostname, pathname } = new URL(url)
    const found =
      hostname === host && method === 'GET' ? files.get(pathname === '/' ? '/index.html' : pathname) : undefined
    if (!found) return new Response('There is nothing here.', { status: 404, headers })
    return new Response(found.body, { headers: { ...headers, 'Content-Type': found.contentType } })
  })
}
