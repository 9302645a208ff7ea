import { renameSync, rmSync } from 'node:fs'
import type { Host } from '#shared/board'
import type { Core } from './core'
import { faultCode, faultText } from './home/fault-code'
import { firstAgent } from './home/first-agent'
import { prepareHome } from './home/first-run'
import { type HomePaths, homePaths } from './home/home-paths'
import { providerCards } from './home/provider-cards'
import { loadSettings } from './home/settings'
import { LiveCore } from './live-core'
import { History } from './observe/history'
import { type Log, openLog } from './observe/log'
import { StartupProblem } from './startup-problem'
import { type HomeLock, takeHomeLock } from './supervise/home-lock'

export interface CoreOptions {
  readonly homePath: string
  readonly host: Host
  readonly version: string
  /** The folder with samples, runbooks and the practice provider. */
  readonly resourcesPath: string
  readonly environment?: NodeJS.ProcessEnv
}

/**
 * Builds the core of one home, creating the home on first run. Throws `StartupProblem` when it cannot, having let go of
 * everything it took.
 */
export async function openCore(options: CoreOptions): Promise<Core> {
  const environment = options.environment ?? process.env
  const paths = homePaths(options.homePath)
  const firstRun = await prepareHome(paths, () => firstAgent(environment))
  await using undo = new AsyncDisposableStack()
  const lock = await ownLock(paths, options.host)
  undo.defer(() => lock.release())
  const effective = await loadSettings(paths)
  const log = openLog(paths.log)
  undo.defer(() => log.flush())
  const history = openHistory(paths, log)
  undo.use(history)
  const core = new LiveCore({
    paths,
    host: options.host,
    version: options.version,
    resourcesPath: options.resourcesPath,
    firstRun,
    effective,
    environment,
    providers: await providerCards(effective.settings.providers, environment),
    log,
    history,
  })
  try {
    await core.open()
  } catch (error) {
    await core.owned.disposeAsync()
    throw error
  }
  core.owned.use(undo.move())
  log.info('core', 'The home was opened', { home: paths.root, host: options.host, version: options.version })
  return core
}

async function ownLock(paths: HomePaths, host: Host): Promise<HomeLock & { mine: true }> {
  let lock: HomeLock
  try {
    lock = await takeHomeLock(paths.lock, host)
  } catch (error) {
    throw new StartupProblem(
      `The home ${paths.root} cannot be locked: ${faultText(error)}.`,
      `Check the rights of ${paths.daemon}.`,
      { cause: error },
    )
  }
  if (lock.mine) return lock
  throw new StartupProblem(
    `The home ${paths.root} is in use by process ${lock.owner.pid} (${lock.owner.host} host).`,
    'Use its panel, stop that process, or name another folder with --home DIR.',
  )
}

/** Opens the history; a file that is no database is set aside and the history begun anew. */
function openHistory(paths: HomePaths, log: Log): History {
  const troubled = (error: unknown): void => log.error('history', 'The history could not be written', error)
  try {
    return new History(paths.history, troubled)
  } catch (error) {
    if (faultCode(error) !== 'ERR_SQLITE_ERROR') throw error
    log.error('history', 'The history could not be read; a new one is begun', error)
    setAside(paths.history)
    return new History(paths.history, troubled)
  }
}

function setAside(path: string): void {
  renameSync(path, `${path}.${Date.now()}.broken`)
  for (const ending of ['-wal', '-shm']) rmSync(path + ending, { force: true })
}
