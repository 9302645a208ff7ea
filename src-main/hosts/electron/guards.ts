import { app, session, shell, type WebContents } from 'electron'

/** Has to be called before the app is ready. */
export function setupSandbox(): void {
  app.enableSandbox()
}

/** Keeps every page of the app on the panel: no other pages, no windows, no embedded guests, no permissions. */
export function setupGuards(panelUrl: string): void {
  app.on('web-contents-created', (_event, contents) => guard(contents, panelUrl))
  const allowed = (permission: string, url: string) =>
    permission === 'clipboard-sanitized-write' && url.startsWith(panelUrl)
  session.defaultSession.setPermissionRequestHandler((_contents, permission, callback, { requestingUrl }) =>
    callback(allowed(permission, requestingUrl)),
  )
  session.defaultSession.setPermissionCheckHandler((_contents, permission, _origin, { requestingUrl }) =>
    allowed(permission, requestingUrl ?? ''),
  )
  session.defaultSession.setDevicePermissionHandler(() => false)
}

function guard(contents: WebContents, panelUrl: string): void {
  const stay = (event: { readonly url: string; readonly preventDefault: () => void }) => {
    if (event.url.startsWith(panelUrl)) return
    event.preventDefault()
    openOutside(event.url)
  }
  contents.on('will-frame-navigate', stay)
  contents.on('will-redirect', stay)
  contents.on('will-attach-webview', (event) => event.preventDefault())
  contents.setWindowOpenHandler(({ url }) => {
    openOutside(url)
    return { action: 'deny' }
  })
}

/** Only web pages, and the panel of another host of this machine: other schemes start other programs. */
function openOutside(url: string): void {
  if (!URL.canParse(url)) return
  const { protocol, hostname } = new URL(url)
  const isLoopback = protocol === 'http:' && (hostname === '127.0.0.1' || hostname === 'localhost')
  if (protocol === 'https:' || isLoopback) void shell.openExternal(url)
}
