import { Menu, type MenuItemConstructorOptions } from 'electron'
import type { SupervisorAction, SupervisorState } from '#shared/supervisor'
import { supervisorItems } from './supervisor-items'

export interface AppMenuParts {
  readonly act: (action: SupervisorAction) => void
  /** Offers reloading and the developer tools. */
  readonly development: boolean
}

/** The application menu. The function it returns brings the supervisor's items up to date. */
export function setupAppMenu({ act, development }: AppMenuParts): (state: SupervisorState) => void {
  const developing: MenuItemConstructorOptions[] = [
    { role: 'reload' },
    { role: 'toggleDevTools' },
    { type: 'separator' },
  ]
  const view: MenuItemConstructorOptions[] = [
    ...(development ? developing : []),
    { role: 'resetZoom' },
    { role: 'zoomIn' },
    { role: 'zoomOut' },
    { type: 'separator' },
    { role: 'togglefullscreen' },
  ]
  let shown: SupervisorState | undefined
  return (state) => {
    if (state === shown) return
    shown = state
    const template: MenuItemConstructorOptions[] = [
      ...(process.platform === 'darwin' ? [{ role: 'appMenu' } as const] : []),
      { role: 'fileMenu' },
      { role: 'editMenu' },
      { label: 'Supervisor', submenu: supervisorItems(state, act, { keys: true }) },
      { label: 'View', submenu: view },
      { role: 'windowMenu' },
    ]
    Menu.setApplicationMenu(Menu.buildFromTemplate(template))
  }
}
