import { BrowserWindow, nativeTheme, type WebContents } from 'electron'

export interface PanelWindowParts {
  readonly url: string
  readonly preloadPath: string
  readonly iconPath: string
  /** The person closed the window. It stays as it is; only leaving the app destroys it. */
  readonly onClose: () => void
  /** The system ends the session: there is no time to ask anything. */
  readonly onSessionEnd: () => void
  readonly onFault: (error: unknown) => void
}

/** A page that dies twice within this time is not loaded again by itself. */
const crashPauseMs = 10_000

/** The app's one window. */
export class PanelWindow {
  readonly #window: BrowserWindow
  readonly #url: string
  readonly #onFault: (error: unknown) => void
  #crashedAt = Number.NEGATIVE_INFINITY
  #dead = false

  constructor({ url, preloadPath, iconPath, onClose, onSessionEnd, onFault }: PanelWindowParts) {
    this.#url = url
    this.#onFault = onFault
    this.#window = new BrowserWindow({
      title: 'Lanekeeper',
      width: 1360,
      height: 880,
      minWidth: 720,
      minHeight: 480,
      show: false,
      autoHideMenuBar: true,
      backgroundColor: nativeTheme.shouldUseDarkColors ? '#0b0d11' : '#ffffff',
      icon: iconPath,
      webPreferences: {
        preload: preloadPath,
        sandbox: true,
        contextIsolation: true,
        nodeIntegration: false,
        webviewTag: false,
        // The spell checker fetches its dictionaries from the network.
        spellcheck: false,
      },
    })
    this.#window.once('ready-to-show', () => this.#window.show())
    this.#window.on('session-end', onSessionEnd)
    this.#window.on('close', (event) => {
      event.preventDefault()
      onClose()
    })
    this.#window.webContents.on('render-process-gone', (_event, { reason }) => {
      if (reason !== 'clean-exit') this.#revive(performance.now())
    })
    void this.#load()
  }

  get contents(): WebContents {
    return this.#window.webContents
  }

  get focused(): boolean {
    return this.#window.isFocused()
  }

  show(): void {
    if (this.#dead) void this.#load()
    if (this.#window.isMinimized()) this.#window.restore()
    this.#window.show()
    this.#window.focus()
  }

  hide(): void {
    this.#window.hide()
  }

  #revive(now: number): void {
    this.#dead = now - this.#crashedAt < crashPauseMs
    this.#crashedAt = now
    if (!this.#dead) void this.#load()
  }

  /** A page that cannot be loaded leaves an empty window; it is shown, so that it can be seen and closed. */
  async #load(): Promise<void> {
    this.#dead = false
    try {
      await this.#window.loadURL(this.#url)
    } catch (error) {
      this.#onFault(error)
      this.#dead = true
      this.#window.show()
    }
  }
}
