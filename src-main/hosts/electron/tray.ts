import { join } from 'node:path'
import { Menu, nativeImage, Tray } from 'electron'
import type { Board } from '#shared/board'
import type { SupervisorAction } from '#shared/supervisor'
import { activeItems } from './active-items'
import { stateWord, supervisorItems } from './supervisor-items'

export interface TrayParts {
  readonly iconsPath: string
  readonly act: (action: SupervisorAction) => void
  readonly open: () => void
  readonly quit: () => void
  readonly onFault: (error: unknown) => void
}

export interface StatusTray {
  readonly update: (board: Board) => void
}

/** The status in the system's tray, or null where the system has none: then closing the window has to quit. */
export function setupTray({ iconsPath, act, open, quit, onFault }: TrayParts): StatusTray | null {
  let tray: Tray
  try {
    tray = new Tray(trayImage(iconsPath))
  } catch (error) {
    onFault(error)
    return null
  }
  tray.on('click', open)
  let shown = ''
  const update = ({ supervisor: { state }, lanes }: Board) => {
    const active = activeItems(lanes)
    const status = active === 0 ? stateWord(state) : `${stateWord(state)}, ${active} active`
    // The menu is replaced only when it would read differently: a replaced menu closes under the pointer.
    if (status === shown) return
    shown = status
    tray.setToolTip(`Lanekeeper: ${status}`)
    tray.setContextMenu(
      Menu.buildFromTemplate([
        { label: status, enabled: false },
        { type: 'separator' },
        ...supervisorItems(state, act, { keys: false }),
        { type: 'separator' },
        { label: 'Open Lanekeeper', click: open },
        { label: 'Quit', click: quit },
      ]),
    )
  }
  return { update }
}

/** macOS colours a plain shape itself, and takes the `@2x` file beside it where it fits; the others show the icon. */
function trayImage(iconsPath: string) {
  if (process.platform !== 'darwin') return nativeImage.createFromPath(join(iconsPath, 'icon-32.png'))
  const image = nativeImage.createFromPath(join(iconsPath, 'tray.png'))
  image.setTemplateImage(true)
  return image
}
