import { join } from 'node:path'
import { app, dialog } from 'electron'
import type { SupervisorAction } from '#shared/supervisor'
import type { openCore } from '../../core/home/open-core'
import type { OnBug } from '../../rpc/client-error'
import { createPortLink } from '../../rpc/port-link'
import { createRouter } from '../../rpc/router'
import { createSocketLink } from '../../rpc/socket-link'
import { bugText } from '../bug-text'
import { closeCore } from '../close-core'
import { controlPeer } from '../control-client'
import { serveControl } from '../control-link'
import { readPanelFiles } from '../panel-files'
import { problemText } from '../problem-text'
import { version } from '../version'
import { isForeign, waitingWords, whenOwned } from '../when-owned'
import { setupAppMenu } from './app-menu'
import { watchBoard } from './board-watch'
import { setupGuards, setupSandbox } from './guards'
import { claimHome } from './home-claim'
import { setupNotifications } from './notifications'
import { electronOptions } from './options'
import { panelUrl, registerPanelScheme, servePanelScheme } from './panel-scheme'
import { PanelWindow } from './panel-window'
import { setupQuitting } from './quitting'
import { command } from './supervisor-commands'
import { setupTray } from './tray'
import { setupWindowLink } from './window-link'

export interface ElectronHostParts {
  readonly argv: readonly string[]
  readonly env: Readonly<Record<string, string | undefined>>
  /** The built panel. */
  readonly rendererPath: string
  readonly preloadPath: string
  readonly resourcesPath: string
  readonly openCore: typeof openCore
  readonly warn: (line: string) => void
  /** Calls back when the process is asked to end from outside. */
  readonly onEndRequest: (end: () => void) => void
}

/**
 * Runs the app for one home until it exits. Everything up to the first `await` has to happen before Electron is ready,
 * and Electron is not ready before the entry file has been evaluated: the entry may not wait for this.
 */
export async function runElectronHost(parts: ElectronHostParts): Promise<void> {
  try {
    const { homePath, startSupervisor } = electronOptions(parts.argv, parts.env)
    setupSandbox()
    registerPanelScheme()
    if (!claimHome(homePath)) {
      app.exit(0)
      return
    }
    await app.whenReady()
    await start(parts, homePath, startSupervisor)
  } catch (error) {
    parts.warn(problemText(error))
    dialog.showErrorBox('Lanekeeper cannot start', problemText(error))
    app.exit(1)
  }
}

async function start(parts: ElectronHostParts, homePath: string, startSupervisor: boolean): Promise<void> {
  const { resourcesPath } = parts
  const onBug: OnBug = (error, path) => parts.warn(bugText(error, path))
  const devUrl = app.isPackaged ? undefined : parts.env.ELECTRON_RENDERER_URL
  const url = devUrl === undefined ? panelUrl : new URL('/', devUrl).href
  if (devUrl === undefined) servePanelScheme(await readPanelFiles(parts.rendererPath))
  setupGuards(url)

  const core = await parts.openCore({
    homePath,
    host: 'electron',
    version,
    resourcesPath,
    peer: controlPeer,
    door: {
      panelAddress: async () => {
        window.show()
        return { address: null }
      },
      quit: () => quitting.end(),
    },
  })
  const ending = new AbortController()
  const quitting = setupQuitting({
    board: () => core.boardNow(),
    close: async () => {
      ending.abort()
      window.hide()
      control[Symbol.dispose]()
      await closeCore(core)
    },
    onFault: (error) => onBug(error, ['quit']),
  })
  parts.onEndRequest(quitting.end)

  const iconsPath = join(resourcesPath, 'icons')
  const act = (action: SupervisorAction) => void command(core, action, onBug)
  const open = () => window.show()
  const tray = setupTray({ iconsPath, act, open, quit: () => app.quit(), onFault: (error) => onBug(error, ['tray']) })
  const showMenu = setupAppMenu({ act, development: devUrl !== undefined })
  const notify = setupNotifications({ open: (hash) => window.show(hash), watched: () => window.focused })
  const router = createRouter(core, onBug)
  const control = serveControl(core, createSocketLink(router))
  setupWindowLink(url, () => window.contents, createPortLink(router, onBug))
  const window = new PanelWindow({
    url,
    preloadPath: parts.preloadPath,
    iconPath: join(iconsPath, 'icon-256.png'),
    onClose: () => (tray ? window.hide() : app.quit()),
    onSessionEnd: quitting.end,
    onFault: (error) => onBug(error, ['window']),
  })
  app.on('second-instance', open)
  app.on('activate', open)

  void watchBoard(
    core,
    ending.signal,
    (board) => {
      tray?.update(board)
      showMenu(board.supervisor.state)
      notify(board)
    },
    onBug,
  )
  if (!isForeign(core)) {
    if (startSupervisor) act('start')
    return
  }
  parts.warn(waitingWords(core, startSupervisor))
  void whenOwned(core, ending.signal).then(
    (found) => {
      if (found?.news != null) parts.warn(found.news)
      if (found !== null && startSupervisor) act('start')
    },
    (error: unknown) => onBug(error, ['board', 'follow']),
  )
}
