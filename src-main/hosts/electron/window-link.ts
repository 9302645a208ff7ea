import { type IpcMainEvent, ipcMain, type WebContents } from 'electron'
import type { LinkPort, PortLink } from '../../rpc/port-link'

/** The one message that the preload passes on; the port of the panel's link comes with it. */
const linkChannel = 'lanekeeper:link'

/**
 * Takes the panel's port when the panel's own page sends one; what any other sender sends is closed. A page has one
 * link: a new port, or the page going away, ends the one before. Has to be called before the window is created.
 */
export function setupWindowLink(
  panelUrl: string,
  contents: () => WebContents | undefined,
  accept: (port: LinkPort) => PortLink,
): void {
  let current: PortLink | undefined
  const hangUp = () => {
    current?.hangUp()
    current = undefined
  }
  let watched: WebContents | undefined
  ipcMain.on(linkChannel, (event: IpcMainEvent) => {
    const [port, ...rest] = event.ports
    for (const surplus of rest) surplus.close()
    if (!port) return
    if (event.sender !== contents() || !isPanel(event, panelUrl)) {
      port.close()
      return
    }
    hangUp()
    current = accept(port)
    if (watched === event.sender) return
    watched = event.sender
    watched.on('render-process-gone', hangUp)
    watched.on('did-navigate', hangUp)
  })
}

function isPanel({ senderFrame }: IpcMainEvent, panelUrl: string): boolean {
  return senderFrame !== null && senderFrame.parent === null && senderFrame.url.startsWith(panelUrl)
}
