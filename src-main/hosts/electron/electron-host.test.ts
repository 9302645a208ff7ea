import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { MessageChannel } from 'node:worker_threads'
import { createORPCClient } from '@orpc/client'
import { RPCLink } from '@orpc/client/message-port'
import type { ContractRouterClient } from '@orpc/contract'
import { beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import type { Attention, Board } from '#shared/board'
import type { Contract } from '#shared/contract'
import { Refused } from '../../core/ground/refused'
import { StartupProblem } from '../../core/ground/startup-problem'
import type { Core } from '../../core/home/core'
import { app, ipcMain, type MenuEntry, reset, seen } from '../../testing/stand-ins/electron-stand-in'
import { aborted, type CoreParts, fakeCore, sampleBoard } from '../../testing/stand-ins/fake-core'
import { type ElectronHostParts, runElectronHost } from './electron-host'

vi.mock('electron', () => import('../../testing/stand-ins/electron-stand-in'))
beforeEach(reset)

/** A core whose board a test can change. */
function livingCore(parts: CoreParts = {}) {
  let board = sampleBoard
  let changed = Promise.withResolvers<void>()
  let revision = 0
  const core = fakeCore({
    boardNow: () => board,
    board: {
      follow: async function* (signal) {
        for (;;) {
          yield { kind: 'snapshot', revision, board }
          await Promise.race([changed.promise, aborted(signal)])
          if (signal.aborted) return
        }
      },
    },
    ...parts,
  })
  const change = (part: Partial<Board>) => {
    board = { ...board, ...part }
    revision += 1
    const told = changed
    changed = Promise.withResolvers()
    told.resolve()
  }
  return { core, change }
}

const supervised = (state: Board['supervisor']['state']): Partial<Board> => ({
  supervisor: { ...sampleBoard.supervisor, state },
})

const busyLane = (active: number, waiting = 0): Partial<Board> => ({
  lanes: [
    {
      name: 'queue',
      counts: { pending: 0, active, completed: 0, failed: 0, dead: 0, rejected: 0, trash: 0 },
      waiting,
      incomingPath: '/i',
      outgoingPath: '/o',
      indexing: false,
      trouble: null,
    },
  ],
})

const attention = (id: string, level: Attention['level'] = 'error'): Attention => ({
  id,
  level,
  sentence: `${id} happened.`,
  nextStep: 'Look at it.',
  lane: null,
  itemId: null,
})

async function launch(core: Core, changed: Partial<ElectronHostParts> = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'lanekeeper-electron-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  await writeFile(join(folder, 'index.html'), 'the panel')
  seen.appData = join(folder, 'app-data')
  const warnings: string[] = []
  const signals: (() => void)[] = []
  const argv = ['--inspect=0', 'out/main/electron.js', '--home', join(folder, 'home')]
  const running = runElectronHost({
    argv,
    env: {},
    rendererPath: folder,
    preloadPath: '/out/preload/panel.cjs',
    resourcesPath: '/resources',
    openCore: async () => core,
    warn: (line) => void warnings.push(line),
    onEndRequest: (end) => void signals.push(end),
    ...changed,
  })
  const before = [...seen.calls]
  await running
  const [window] = seen.windows
  return { folder, argv, warnings, signals, before, window }
}

async function launched(core: Core, changed: Partial<ElectronHostParts> = {}) {
  const { window, ...rest } = await launch(core, changed)
  if (!window) throw new Error(rest.warnings.join('\n'))
  return { window, ...rest }
}

const entry = (menu: readonly MenuEntry[] | undefined, label: string) => menu?.find((item) => item.label === label)

describe('starting', () => {
  it('does before Electron is ready what has to be done before', async () => {
    const { before } = await launched(livingCore().core)
    expect(before).toEqual([
      'enableSandbox',
      'registerSchemesAsPrivileged',
      'setPath userData',
      'requestSingleInstanceLock',
    ])
    expect(seen.schemes).toEqual([
      { scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } },
    ])
  })

  it('keeps one instance per home, in a folder of its own', async () => {
    const { folder, argv } = await launched(livingCore().core)
    const first = seen.userData
    expect(first.startsWith(join(seen.appData, 'Lanekeeper'))).toBe(true)
    expect((await stat(first)).isDirectory()).toBe(true)
    expect(seen.lockAsked).toEqual({ homePath: join(folder, 'home') })
    await launched(livingCore().core, { argv: [...argv.slice(0, -1), join(folder, 'other')] })
    expect(seen.userData).not.toBe(first)
  })

  it('leaves a home alone that another instance has', async () => {
    seen.lock = false
    let cores = 0
    await launch(livingCore().core, {
      openCore: async () => {
        cores += 1
        return livingCore().core
      },
    })
    expect(seen.exits).toEqual([0])
    expect([cores, seen.windows.length]).toEqual([0, 0])
  })

  it('shows the window when another instance is started for the same home', async () => {
    const { window } = await launched(livingCore().core)
    window.hide()
    window.minimized = true
    app.emit('second-instance', {}, [], '/', {})
    expect([window.visible, window.minimized, window.focused]).toEqual([true, false, true])
  })

  it('says what keeps it from starting and exits', async () => {
    const { warnings } = await launch(livingCore().core, {
      openCore: async () => {
        throw new StartupProblem('config.yaml cannot be read.', 'Check its rights.')
      },
    })
    expect(warnings).toEqual(['config.yaml cannot be read.\nCheck its rights.'])
    expect(seen.errorBoxes).toEqual(['Lanekeeper cannot start: config.yaml cannot be read.\nCheck its rights.'])
    expect(seen.exits).toEqual([1])
  })

  it('says when its own folder cannot be made', async () => {
    const paths = { appData: '' }
    await launch(livingCore().core, {
      get env() {
        // Read once the test's folder is there and before the folder for the window's state is made.
        paths.appData = join(seen.appData, '..', 'index.html')
        seen.appData = paths.appData
        return {}
      },
    })
    expect(seen.errorBoxes).toEqual([expect.stringContaining(`${join(paths.appData, 'Lanekeeper')}`)])
    expect(seen.exits).toEqual([1])
  })

  it('starts the supervisor when asked to', async () => {
    const started: string[] = []
    const parts = { supervisor: { start: async () => void started.push('start') } }
    const { argv } = await launched(livingCore(parts).core)
    expect(started).toEqual([])
    await launched(livingCore(parts).core, { argv: [...argv, '--start'] })
    expect(started).toEqual(['start'])
  })
})

describe('a home that another process owns', () => {
  it('is started once that has ended, if that was asked for, and the terminal says what happened', async () => {
    const started: string[] = []
    const { core, change } = livingCore({ supervisor: { start: async () => void started.push('start') } })
    const owner = { pid: 4711, host: 'browser', since: 0, machine: 'mill', answers: false, trouble: null }
    change({ supervisor: { ...sampleBoard.supervisor, state: 'foreign', owner } })
    const { argv } = await launched(livingCore().core)
    const { warnings } = await launched(core, { argv: [...argv, '--start'] })
    expect(warnings).toEqual([
      'Process 4711 (browser host) owns this home. This one waits until it has ended, and starts the supervisor then.',
    ])
    expect(started).toEqual([])
    change(supervised('stopped'))
    await expect.poll(() => started).toEqual(['start'])
    expect(warnings.at(-1)).toBe('Process 4711, which owned this home, has ended. This process owns it now.')
  })
})

describe('the window', () => {
  it('is sandboxed and shown once it has something to show', async () => {
    const { window } = await launched(livingCore().core)
    expect(window.options).toMatchObject({
      show: false,
      webPreferences: {
        preload: '/out/preload/panel.cjs',
        sandbox: true,
        contextIsolation: true,
        nodeIntegration: false,
        webviewTag: false,
      },
    })
    expect(window.loads).toEqual(['app://panel/'])
    expect(window.visible).toBe(false)
    window.emit('ready-to-show')
    expect(window.visible).toBe(true)
  })

  it('gets the panel’s files under its scheme, with the policy, and nothing else', async () => {
    await launched(livingCore().core)
    const serve = seen.served.get('app')
    const panel = serve?.({ url: 'app://panel/', method: 'GET' })
    expect([panel?.status, await panel?.text()]).toEqual([200, 'the panel'])
    expect(panel?.headers.get('content-type')).toBe('text/html; charset=utf-8')
    expect(panel?.headers.get('content-security-policy')).toContain("default-src 'none'; script-src 'self'")
    expect(panel?.headers.get('x-content-type-options')).toBe('nosniff')
    for (const url of [
      'app://panel/../home/config.yaml',
      'app://panel/%2e%2e/x',
      'app://other/',
      'app://panel/nothing',
    ]) {
      expect(serve?.({ url, method: 'GET' }).status).toBe(404)
    }
    expect(serve?.({ url: 'app://panel/', method: 'POST' }).status).toBe(404)
  })

  it('loads the development server’s panel only when it is not packaged', async () => {
    const env = { ELECTRON_RENDERER_URL: 'http://localhost:5173' }
    expect((await launched(livingCore().core, { env })).window.loads).toEqual(['app://panel/'])
    reset()
    app.isPackaged = false
    expect((await launched(livingCore().core, { env })).window.loads).toEqual(['http://localhost:5173/'])
    expect(seen.served.size).toBe(0)
  })

  it('goes nowhere else, and opens only web pages outside', async () => {
    const { window } = await launched(livingCore().core)
    const went = (event: string, url: string) => {
      let prevented = false
      window.webContents.emit(event, { url, preventDefault: () => (prevented = true) })
      return !prevented
    }
    expect(went('will-frame-navigate', 'app://panel/')).toBe(true)
    expect(went('will-frame-navigate', 'app://panel.example/')).toBe(false)
    expect(went('will-frame-navigate', 'file:///etc/passwd')).toBe(false)
    expect(went('will-redirect', 'javascript:alert(1)')).toBe(false)
    expect(seen.opened).toEqual([])
    expect(went('will-frame-navigate', 'https://example.com/')).toBe(false)
    expect(window.webContents.opener?.({ url: 'https://example.com/new' })).toEqual({ action: 'deny' })
    expect(window.webContents.opener?.({ url: 'app://panel/' })).toEqual({ action: 'deny' })
    expect(window.webContents.opener?.({ url: 'http://127.0.0.1:4270/open?token=t' })).toEqual({ action: 'deny' })
    expect(window.webContents.opener?.({ url: 'http://example.com/' })).toEqual({ action: 'deny' })
    const panelOfAnotherHost = 'http://127.0.0.1:4270/open?token=t'
    expect(seen.opened).toEqual(['https://example.com/', 'https://example.com/new', panelOfAnotherHost])
    expect(went('will-attach-webview', 'app://panel/')).toBe(false)
  })

  it('has no permission but to copy text', async () => {
    await launched(livingCore().core)
    const granted = (permission: string, requestingUrl: string) => {
      const answers: boolean[] = []
      seen.permissionRequest?.({}, permission, (answer) => answers.push(answer), { requestingUrl })
      answers.push(seen.permissionCheck?.({}, permission, '', { requestingUrl }) === true)
      return answers
    }
    for (const permission of [
      'media',
      'geolocation',
      'notifications',
      'fileSystem',
      'clipboard-read',
      'openExternal',
    ]) {
      expect(granted(permission, 'app://panel/')).toEqual([false, false])
    }
    expect(granted('clipboard-sanitized-write', 'app://panel/')).toEqual([true, true])
    expect(granted('clipboard-sanitized-write', 'https://example.com/')).toEqual([false, false])
    expect(seen.deviceCheck?.()).toBe(false)
  })

  it('loads a page that died again, but not in a loop', async () => {
    const { window } = await launched(livingCore().core)
    window.webContents.emit('render-process-gone', {}, { reason: 'crashed' })
    expect(window.loads).toHaveLength(2)
    window.webContents.emit('render-process-gone', {}, { reason: 'crashed' })
    expect(window.loads).toHaveLength(2)
    app.emit('activate')
    expect(window.loads).toHaveLength(3)
  })

  it('is shown even when its page cannot be loaded', async () => {
    seen.loadFails = true
    const { window, warnings } = await launched(livingCore().core)
    await expect.poll(() => window.visible).toBe(true)
    expect(warnings[0]).toContain('cannot load app://panel/')
  })

  it('is hidden, not closed, while there is a tray', async () => {
    const { window } = await launched(livingCore().core)
    window.show()
    let prevented = false
    window.emit('close', { preventDefault: () => (prevented = true) })
    expect([prevented, window.visible, seen.exits]).toEqual([true, false, []])
    expect(seen.trays).toHaveLength(1)
    seen.trays[0]?.emit('click')
    expect(window.visible).toBe(true)
  })

  it('quits the app when it is closed and there is no tray', async () => {
    seen.trayFails = true
    const { window, warnings } = await launched(livingCore().core)
    expect(warnings[0]).toContain('no tray here')
    window.emit('close', { preventDefault: () => {} })
    await expect.poll(() => seen.exits).toEqual([0])
  })
})

describe('the link', () => {
  function channel() {
    const { port1: far, port2: near } = new MessageChannel()
    onTestFinished(() => near.close())
    const closed = new Promise<void>((resolve) => near.once('close', () => resolve()))
    const port = {
      on: (event: string, listener: (event: { data: unknown }) => void) =>
        far.on(event, (posted: unknown) => listener({ data: posted })),
      postMessage: (message: unknown) => far.postMessage(message),
      start: () => far.start(),
      close: () => far.close(),
    }
    const client = (): ContractRouterClient<Contract> => {
      const made: ContractRouterClient<Contract> = createORPCClient(new RPCLink({ port: near }))
      near.start()
      return made
    }
    return { port, client, closed }
  }
  const panelFrame = { url: 'app://panel/', parent: null }

  it('is made with the port that the panel’s page sends', async () => {
    const { window } = await launched(livingCore({ home: { samples: async () => [] } }).core)
    const { port, client } = channel()
    ipcMain.emit('lanekeeper:link', { sender: window.webContents, senderFrame: panelFrame, ports: [port] })
    const panel = client()
    expect(await panel.home.samples()).toEqual([])
    expect((await (await panel.board.follow()).next()).value).toMatchObject({ kind: 'snapshot' })
  })

  it('is made with no other sender', async () => {
    const { window } = await launched(livingCore().core)
    const senders = [
      { sender: {}, senderFrame: panelFrame },
      { sender: window.webContents, senderFrame: null },
      { sender: window.webContents, senderFrame: { ...panelFrame, parent: panelFrame } },
      { sender: window.webContents, senderFrame: { ...panelFrame, url: 'https://example.com/' } },
    ]
    for (const sender of senders) {
      const { port, closed } = channel()
      ipcMain.emit('lanekeeper:link', { ...sender, ports: [port] })
      await closed
    }
    ipcMain.emit('lanekeeper:link', { sender: window.webContents, senderFrame: panelFrame, ports: [] })
  })

  it('ends with a new link, a surplus port, and the page', async () => {
    const { window } = await launched(livingCore().core)
    const greet = (...ports: object[]) =>
      ipcMain.emit('lanekeeper:link', { sender: window.webContents, senderFrame: panelFrame, ports })
    const [first, second, surplus, third] = [channel(), channel(), channel(), channel()]
    greet(first.port)
    greet(second.port, surplus.port)
    await Promise.all([first.closed, surplus.closed])
    window.webContents.emit('did-navigate')
    await second.closed
    greet(third.port)
    window.webContents.emit('render-process-gone', {}, { reason: 'crashed' })
    await third.closed
  })
})

describe('tray and menu', () => {
  it('show the state and offer what applies', async () => {
    const { core, change } = livingCore()
    await launched(core)
    const [tray] = seen.trays
    await expect.poll(() => tray?.toolTip).toBe('Lanekeeper: Stopped')
    expect(tray?.menu.map(({ label, enabled }) => [label, enabled])).toEqual([
      ['Stopped', false],
      [undefined, undefined],
      ['Start', true],
      ['Stop', false],
      ['Restart', false],
      [undefined, undefined],
      ['Open Lanekeeper', undefined],
      ['Quit', undefined],
    ])
    change({ ...supervised('running'), ...busyLane(3, 1) })
    await expect.poll(() => tray?.toolTip).toBe('Lanekeeper: Running, 2 active')
    expect(entry(tray?.menu, 'Start')?.enabled).toBe(false)
    const supervisor = () => entry(seen.menu, 'Supervisor')?.submenu
    expect(supervisor()?.map(({ label, enabled, accelerator }) => [label, enabled, accelerator])).toEqual([
      ['Start', false, 'CmdOrCtrl+Shift+Enter'],
      ['Stop', true, 'CmdOrCtrl+Shift+Backspace'],
      ['Restart', true, 'CmdOrCtrl+Shift+R'],
    ])
    const menus = tray?.menusSet
    change({ activity: [] })
    change(supervised('stop_failed'))
    await expect.poll(() => tray?.toolTip).toBe('Lanekeeper: Stop failed, 2 active')
    expect(tray?.menusSet).toBe((menus ?? 0) + 1)
  })

  it('ask the core, and show why it refuses', async () => {
    const asked: string[] = []
    const { core } = livingCore({
      supervisor: {
        start: async () => void asked.push('start'),
        stop: async () => {
          throw new Refused('not_running', 'The supervisor is not running.', 'Press Start.')
        },
        restart: async () => {
          throw new Error('broken')
        },
      },
    })
    const { warnings } = await launched(core)
    const [tray] = seen.trays
    await expect.poll(() => tray?.menu.length).toBe(8)
    for (const label of ['Start', 'Stop', 'Restart']) entry(tray?.menu, label)?.click?.()
    await expect.poll(() => seen.boxes).toHaveLength(1)
    expect(asked).toEqual(['start'])
    expect(seen.boxes[0]).toMatchObject({ message: 'The supervisor is not running.', detail: 'Press Start.' })
    expect(warnings).toEqual([expect.stringContaining('supervisor.restart failed: Error: broken')])
  })

  it('offer reloading in development only', async () => {
    const roles = async () => {
      await expect.poll(() => entry(seen.menu, 'View')).toBeDefined()
      return entry(seen.menu, 'View')?.submenu?.map(({ role }) => role)
    }
    await launched(livingCore().core)
    expect(await roles()).not.toContain('reload')
    reset()
    app.isPackaged = false
    await launched(livingCore().core, { env: { ELECTRON_RENDERER_URL: 'http://localhost:5173' } })
    expect(await roles()).toContain('reload')
  })
})

describe('notifications', () => {
  it('tell of what is new and lead to the window', async () => {
    const { core, change } = livingCore()
    const { window } = await launched(core)
    await expect.poll(() => seen.trays[0]?.menusSet).toBe(1)
    change({ attention: [attention('a'), attention('b', 'notice')] })
    await expect
      .poll(() => seen.notifications.map(({ options }) => options))
      .toEqual([{ title: 'Lanekeeper', body: 'a happened. Look at it.' }])
    seen.notifications[0]?.emit('click')
    expect(window.visible).toBe(true)
    seen.notifications[0]?.emit('close')
  })

  it('tell once what runbooks want told, and lead to its run', async () => {
    const { core, change } = livingCore()
    const { window } = await launched(core)
    await expect.poll(() => seen.trays[0]?.menusSet).toBe(1)
    const told = { seq: 7, at: 0, title: 'Build', text: 'It is done.', runId: 'run-1' }
    change({ told: [told] })
    await expect
      .poll(() => seen.notifications.map(({ options }) => options))
      .toEqual([{ title: 'Build', body: 'It is done.' }])
    change({ told: [told], activity: [] })
    seen.notifications[0]?.emit('click')
    await expect.poll(() => window.loads).toEqual(['app://panel/', 'app://panel/#/runs/run-1'])
    expect(seen.notifications).toHaveLength(1)
  })

  /** A notification of the given entry, as the system shows it. */
  async function notified(core: Core, change: (part: Partial<Board>) => void, entry: Attention) {
    const { window } = await launched(core)
    await expect.poll(() => seen.trays[0]?.menusSet).toBe(1)
    change({ attention: [entry] })
    await expect.poll(() => seen.notifications).toHaveLength(1)
    const click = () => seen.notifications[0]?.emit('click')
    return { window, click }
  }
  const asks: Attention = { ...attention('decision:dec-000001', 'warning'), decisionId: 'dec-000001' }
  const there = 'app://panel/#/decisions/dec-000001'

  it('of a decision lead to it, and stay there', async () => {
    const { core, change } = livingCore()
    const { window, click } = await notified(core, change, asks)
    click()
    await expect.poll(() => window.loads).toEqual(['app://panel/', there])
    expect([window.visible, window.focused]).toEqual([true, true])
    click()
    window.minimized = true
    click()
    expect(window.minimized).toBe(false)
    await expect.poll(() => window.webContents.url).toBe(there)
    expect(window.loads).toHaveLength(2)
  })

  it('of a decision wait for a page that is still on its way', async () => {
    const loading = Promise.withResolvers<void>()
    seen.loading = loading.promise
    const { core, change } = livingCore()
    const { window, click } = await notified(core, change, asks)
    click()
    click()
    expect(window.loads).toEqual(['app://panel/'])
    seen.loading = undefined
    loading.resolve()
    await expect.poll(() => window.loads).toEqual(['app://panel/', there])
  })

  it('of a decision load a page that is gone at the decision', async () => {
    const { core, change } = livingCore()
    const { window, click } = await notified(core, change, asks)
    for (let deaths = 0; deaths < 2; deaths++) window.webContents.emit('render-process-gone', {}, { reason: 'crashed' })
    expect(window.loads).toHaveLength(2)
    click()
    await expect.poll(() => window.webContents.url).toBe(there)
    expect(window.loads).toEqual(['app://panel/', 'app://panel/', there])
  })

  it('are not shown to a person who looks at the panel, nor where there are none', async () => {
    const { core, change } = livingCore()
    const { window } = await launched(core)
    const [tray] = seen.trays
    await expect.poll(() => tray?.menusSet).toBe(1)
    window.focused = true
    change({ attention: [attention('a')], ...supervised('running') })
    await expect.poll(() => tray?.menusSet).toBe(2)
    window.focused = false
    seen.notifies = false
    change({ attention: [attention('a'), attention('b')], ...supervised('stopping') })
    await expect.poll(() => tray?.menusSet).toBe(3)
    expect(seen.notifications).toEqual([])
  })
})

describe('quitting', () => {
  it('closes the core and exits when nothing is at work', async () => {
    const closed: string[] = []
    const { core, change } = livingCore({ onDispose: () => void closed.push('core') })
    const { window } = await launched(core)
    change({ ...supervised('running'), ...busyLane(2, 2) })
    window.show()
    app.quit()
    await expect.poll(() => seen.exits).toEqual([0])
    expect([closed, seen.boxes, window.visible]).toEqual([['core'], [], false])
  })

  it('asks while agents are at work, once', async () => {
    const closed: string[] = []
    const { core, change } = livingCore({ onDispose: () => void closed.push('core') })
    await launched(core)
    change({ ...supervised('running'), ...busyLane(2) })
    app.quit()
    app.quit()
    await expect.poll(() => seen.boxes).toHaveLength(1)
    expect(seen.boxes[0]).toMatchObject({
      message: 'Agents are at work on 2 items.',
      buttons: ['Quit and stop', 'Cancel'],
    })
    expect([seen.exits, closed]).toEqual([[], []])

    change(busyLane(1))
    seen.boxAnswers.push(0)
    await expect
      .poll(() => {
        if (seen.boxes.length < 2) app.quit()
        return seen.exits
      })
      .toEqual([0])
    expect(seen.boxes[1]?.message).toBe('An agent is at work on one item.')
    expect(closed).toEqual(['core'])
  })

  it('does not ask when a signal or the end of the session ends it', async () => {
    for (const end of ['signal', 'session'] as const) {
      reset()
      const { core, change } = livingCore()
      const { signals, window } = await launched(core)
      change({ ...supervised('running'), ...busyLane(2) })
      if (end === 'signal') for (const tell of signals) tell()
      else window.emit('session-end')
      await expect.poll(() => seen.exits).toEqual([0])
      expect(seen.boxes).toEqual([])
    }
  })

  it('exits with an error when the core does not close', async () => {
    const { core } = livingCore({
      onDispose: () => {
        throw new Error('stuck')
      },
    })
    const { warnings } = await launched(core)
    app.quit()
    await expect.poll(() => seen.exits).toEqual([1])
    expect(warnings.at(-1)).toContain('quit failed: Error: stuck')
  })
})
