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
  #loading: Promise<void>
  /** Where in the panel to go with the next load; the last wish counts. */
  #wanted = ''

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
    this.#loading = this.#load()
  }

  get contents(): WebContents {
    return this.#window.webContents
  }

  get focused(): boolean {
    return this.#window.isFocused()
  }

  /** `hash` says where in the panel to go, now or as soon as the page is there. */
  show(hash = ''): void {
    if (hash !== '') this.#wanted = hash
    if (this.#dead) this.#loading = this.#load()
    else if (hash !== '') void this.#goThere()
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
    if (!this.#dead) this.#loading = this.#load()
  }

  /** A page on its way must not be sent elsewhere: its loading would be given up. */
  async #goThere(): Promise<void> {
    await this.#loading
    if (this.#dead || this.#wanted === '') return
    const address = this.#takeAddress()
    // The very address it is at would load the page anew.
    if (address === this.contents.getURL()) return
    try {
      await this.#window.loadURL(address)
    } catch (error) {
      this.#onFault(error)
    }
  }

  #takeAddress(): string {
    const address = this.#url + this.#wanted
    this.#wanted = ''
    return address
  }

  /** A page that cannot be loaded leaves an empty window; it is shown, so that it can be seen and closed. */
  async #load(): Promise<void> {
    this.#dead = false
    try {
      await this.#window.loadURL(this.#takeAddress())
    } catch (error) {
      this.#onFault(error)
      this.#dead = true
      this.#window.show()
    }
  }
}
