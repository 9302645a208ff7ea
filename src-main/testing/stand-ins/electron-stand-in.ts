import { EventEmitter } from 'node:events'

/**
 * For tests: stands in for the `electron` module. It records what it is asked for and lets a test play the system's
 * part with `emit`. `reset` before each test, because a module is one for all.
 */
export interface MenuEntry {
  readonly label?: string
  readonly role?: string
  readonly enabled?: boolean
  readonly accelerator?: string
  readonly click?: () => void
  readonly submenu?: readonly MenuEntry[]
}

type SchemeRequest = { readonly url: string; readonly method: string }
type PermissionAnswer = (granted: boolean) => void
type PermissionDetails = { readonly requestingUrl?: string }

interface Box {
  readonly message: string
  readonly detail?: string
  readonly buttons?: readonly string[]
}

interface Scheme {
  readonly scheme: string
  readonly privileges: object
}

interface Posted {
  readonly channel: string
  readonly message: unknown
  readonly ports: readonly object[]
}

type AskPermission = (
  contents: unknown,
  permission: string,
  callback: PermissionAnswer,
  details: PermissionDetails,
) => void
type CheckPermission = (contents: unknown, permission: string, origin: string, details: PermissionDetails) => boolean

class Seen {
  readonly calls: string[] = []
  readonly exits: number[] = []
  /** Addresses handed to other programs. */
  readonly opened: string[] = []
  readonly boxes: Box[] = []
  /** Answers of the next message boxes; without one a box is cancelled. */
  readonly boxAnswers: number[] = []
  readonly errorBoxes: string[] = []
  readonly windows: BrowserWindow[] = []
  readonly trays: Tray[] = []
  readonly notifications: Notification[] = []
  readonly served = new Map<string, (request: SchemeRequest) => Response>()
  readonly exposed = new Map<string, unknown>()
  readonly posted: Posted[] = []
  schemes: readonly Scheme[] = []
  permissionRequest: AskPermission | undefined
  permissionCheck: CheckPermission | undefined
  deviceCheck: (() => boolean) | undefined
  menu: readonly MenuEntry[] = []
  userData = ''
  appData = '/app-data'
  lock = true
  lockAsked: unknown
  trayFails = false
  notifies = true
  loadFails = false
  /** What a load takes until it is over. */
  loading: Promise<void> | undefined
}

export let seen = new Seen()

class App extends EventEmitter {
  isPackaged = true
  readonly #ready = Promise.resolve()
  enableSandbox() {
    seen.calls.push('enableSandbox')
  }
  getPath(name: string) {
    return name === 'appData' ? seen.appData : `/${name}`
  }
  setPath(name: string, path: string) {
    seen.calls.push(`setPath ${name}`)
    seen.userData = path
  }
  requestSingleInstanceLock(additional: unknown) {
    seen.calls.push('requestSingleInstanceLock')
    seen.lockAsked = additional
    return seen.lock
  }
  setAppUserModelId() {}
  async whenReady() {
    await this.#ready
    seen.calls.push('ready')
  }
  quit() {
    this.emit('before-quit', { preventDefault: () => seen.calls.push('quit prevented') })
  }
  exit(code: number) {
    seen.exits.push(code)
  }
}

export class WebContents extends EventEmitter {
  opener: ((details: { readonly url: string }) => { readonly action: string }) | undefined
  url = ''
  getURL() {
    return this.url
  }
  setWindowOpenHandler(opener: (details: { readonly url: string }) => { readonly action: string }) {
    this.opener = opener
  }
}

export class BrowserWindow extends EventEmitter {
  readonly options: { readonly webPreferences: Readonly<Record<string, unknown>>; readonly show: boolean }
  readonly webContents = new WebContents()
  readonly loads: string[] = []
  visible = false
  minimized = false
  focused = false
  constructor(options: BrowserWindow['options']) {
    super()
    this.options = options
    seen.calls.push('window')
    seen.windows.push(this)
    app.emit('web-contents-created', {}, this.webContents)
  }
  async loadURL(url: string) {
    this.loads.push(url)
    if (seen.loading !== undefined) await seen.loading
    if (seen.loadFails) throw new Error(`cannot load ${url}`)
    this.webContents.url = url
  }
  show() {
    this.visible = true
  }
  hide() {
    this.visible = false
  }
  focus() {
    this.focused = true
  }
  isFocused() {
    return this.focused
  }
  isMinimized() {
    return this.minimized
  }
  restore() {
    this.minimized = false
  }
}

export class Tray extends EventEmitter {
  toolTip = ''
  menu: readonly MenuEntry[] = []
  menusSet = 0
  constructor(image: unknown) {
    super()
    if (seen.trayFails) throw new Error('no tray here')
    seen.calls.push(`tray ${String(image)}`)
    seen.trays.push(this)
  }
  setToolTip(text: string) {
    this.toolTip = text
  }
  setContextMenu(menu: readonly MenuEntry[]) {
    this.menu = menu
    this.menusSet += 1
  }
}

export class Notification extends EventEmitter {
  static isSupported() {
    return seen.notifies
  }
  readonly options: { readonly title: string; readonly body: string }
  constructor(options: Notification['options']) {
    super()
    this.options = options
  }
  show() {
    seen.notifications.push(this)
  }
}

export const app = new App()
export const ipcMain = new EventEmitter()
export const nativeTheme = { shouldUseDarkColors: true }
export const nativeImage = {
  createFromPath: (path: string) => ({ setTemplateImage: () => {}, toString: () => path }),
}
export const shell = { openExternal: async (url: string) => void seen.opened.push(url) }
export const Menu = {
  buildFromTemplate: (template: readonly MenuEntry[]) => template,
  setApplicationMenu: (menu: readonly MenuEntry[]) => {
    seen.menu = menu
  },
}
export const dialog = {
  showMessageBox: async (box: Box) => {
    seen.boxes.push(box)
    return { response: seen.boxAnswers.shift() ?? 1 }
  },
  showErrorBox: (title: string, text: string) => void seen.errorBoxes.push(`${title}: ${text}`),
}
export const protocol = {
  registerSchemesAsPrivileged: (schemes: readonly Scheme[]) => {
    seen.calls.push('registerSchemesAsPrivileged')
    seen.schemes = schemes
  },
  handle: (scheme: string, serve: (request: SchemeRequest) => Response) => void seen.served.set(scheme, serve),
}
export const session = {
  defaultSession: {
    setPermissionRequestHandler: (asked: AskPermission) => {
      seen.permissionRequest = asked
    },
    setPermissionCheckHandler: (asked: CheckPermission) => {
      seen.permissionCheck = asked
    },
    setDevicePermissionHandler: (asked: () => boolean) => {
      seen.deviceCheck = asked
    },
  },
}
export const contextBridge = {
  exposeInMainWorld: (name: string, api: unknown) => void seen.exposed.set(name, api),
}
export const ipcRenderer = {
  postMessage: (channel: string, message: unknown, ports: readonly object[]) =>
    void seen.posted.push({ channel, message, ports }),
}

export function reset(): void {
  seen = new Seen()
  app.removeAllListeners()
  ipcMain.removeAllListeners()
  app.isPackaged = true
}
