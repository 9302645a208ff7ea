import { contextBridge, ipcRenderer } from 'electron'

/** What this script uses of the page's window; the rest of this side of the house knows no DOM. */
declare const window: {
  addEventListener(
    type: 'message',
    listener: (event: { readonly source: unknown; readonly data: unknown; readonly ports: readonly object[] }) => void,
  ): void
}

/** Written out because a preload is one file that imports nothing of ours. */
const linkChannel = 'lanekeeper:link'

contextBridge.exposeInMainWorld('lanekeeper', { host: 'electron' })

// Only the page itself can be the source: a frame or an opener would be another window.
window.addEventListener('message', ({ source, data, ports }) => {
  const [port] = ports
  if (source !== window || data !== linkChannel || !port || ports.length !== 1) return
  ipcRenderer.postMessage(linkChannel, null, [port])
})
