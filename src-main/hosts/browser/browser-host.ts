import { faultText } from '../../core/ground/fault-code'
import { Refused } from '../../core/ground/refused'
import type { openCore } from '../../core/home/open-core'
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
import { Access } from './access'
import { AccessFile } from './access-file'
import { listen } from './listen'
import { browserOptions } from './options'
import { PanelSite } from './panel-site'

export interface BrowserHostParts {
  readonly argv: readonly string[]
  readonly env: Readonly<Record<string, string | undefined>>
  /** The built panel. */
  readonly rendererPath: string
  readonly resourcesPath: string
  readonly openCore: typeof openCore
  readonly openBrowser: (address: string) => Promise<void>
  readonly print: (line: string) => void
  readonly warn: (line: string) => void
  /** Aborts when the host shall end. */
  readonly signal: AbortSignal
  /** Makes the signal abort: somebody asked over the contract. */
  readonly end: () => void
  /** How long the core may take to close. */
  readonly closeMs: number
}

/** Serves the panel of one home until the signal aborts. Gives the exit code; never throws. */
export async function runBrowserHost(parts: BrowserHostParts): Promise<number> {
  let running: AsyncDisposable
  try {
    running = await start(parts)
  } catch (error) {
    parts.warn(problemText(error))
    return 1
  }
  if (!parts.signal.aborted) await new Promise((resolve) => parts.signal.addEventListener('abort', resolve))
  try {
    await running[Symbol.asyncDispose]()
    return 0
  } catch (error) {
    parts.warn(faultText(error))
    return 1
  }
}

/** Takes the port before it touches the home, so that a start which fails at the port leaves nothing behind. */
async function start(parts: BrowserHostParts): Promise<AsyncDisposable> {
  const { print, warn } = parts
  await using started = new AsyncDisposableStack()
  const { homePath, port: wantedPort, devPanel, ...wanted } = browserOptions(parts.argv, parts.env)
  const files = await readPanelFiles(parts.rendererPath)
  const { server, port } = await listen(wantedPort)
  const access = new Access(port)
  const site = started.use(new PanelSite(server, { port, files, access, devPanel }))
  const address = () => `http://127.0.0.1:${port}/open?token=${access.token}`
  const core = await parts.openCore({
    homePath,
    host: 'browser',
    version,
    resourcesPath: parts.resourcesPath,
    peer: controlPeer,
    detached: wanted.detached,
    door: { panelAddress: async () => ({ address: address() }), quit: parts.end, restored: () => keepAddress() },
  })
  started.defer(() => closeCore(core, parts.closeMs))
  const accessFile = started.use(
    new AccessFile(homePath, (error, path) => warn(`${path} could not be written: ${faultText(error)}`)),
  )

  // The file tells of the panel of the process that owns the home, and only that one writes it.
  let owned = false
  const keepAddress = () => {
    if (owned) void accessFile.write(address())
  }
  const router = createRouter(core, (error, path) => warn(bugText(error, path)))
  const onLink = createSocketLink(router)
  started.use(serveControl(core, onLink))
  site.serve({
    onLink,
    onTokenUsed: () => {
      print(`For another browser: ${address()}`)
      keepAddress()
    },
  })
  print(`Panel: ${address()}`)
  const startSupervisor = async () => {
    if (wanted.startSupervisor) await core.supervisor.start().catch((error: unknown) => warn(startFailure(error)))
  }
  const waits = isForeign(core)
  if (waits) print(waitingWords(core, wanted.startSupervisor))
  void whenOwned(core, parts.signal).then(
    async (found) => {
      owned = found !== null
      keepAddress()
      if (found?.news != null) print(found.news)
      if (waits && owned) await startSupervisor()
    },
    (error: unknown) => warn(bugText(error, ['board', 'follow'])),
  )
  if (wanted.openBrowser) void openBrowser(parts, address())
  if (!waits) await startSupervisor()
  return started.move()
}

async function openBrowser(parts: BrowserHostParts, address: string): Promise<void> {
  try {
    await parts.openBrowser(address)
  } catch (error) {
    parts.warn(`No browser could be opened (${faultText(error)}). Open the address above yourself.`)
  }
}

function startFailure(error: unknown): string {
  if (!(error instanceof Refused)) return bugText(error, ['supervisor', 'start'])
  const { sentence, nextStep } = error.refusal
  return nextStep === null ? sentence : `${sentence} ${nextStep}`
}
