import type { Host } from '#shared/board'
import type { Core, HostDoor } from './core'
import { ForeignCore } from './foreign-core'
import { faultText } from './home/fault-code'
import { firstAgent } from './home/first-agent'
import { prepareHome } from './home/first-run'
import { type HomePaths, homePaths } from './home/home-paths'
import { providerCards } from './home/provider-cards'
import { loadSettings } from './home/settings'
import { HomeCore } from './home-core'
import { LiveCore } from './live-core'
import { openLog } from './observe/log'
import { openHistory } from './observe/open-history'
import type { ProcessPort } from './provider/sweep'
import { StartupProblem } from './startup-problem'
import { controlPath } from './supervise/control-path'
import { ControlSocket } from './supervise/control-socket'
import type { OwnerPeer } from './supervise/end-owner'
import { type HomeLock, takeHomeLock } from './supervise/home-lock'
import { readRuntime } from './supervise/runtime-state'

export interface CoreOptions {
  readonly homePath: string
  readonly host: Host
  readonly version: string
  /** The folder with samples, runbooks and the practice provider. */
  readonly resourcesPath: string
  readonly environment?: NodeJS.ProcessEnv
  readonly door?: HostDoor
  /** How to speak with another process that owns the home. Without it such a home is a `StartupProblem`. */
  readonly peer?: OwnerPeer
  /** Started by the command line to run on its own. */
  readonly detached?: boolean
  /** The doors to the system's processes. */
  readonly processes?: ProcessPort
}

const closedDoor: HostDoor = { panelAddress: async () => ({ address: null }), quit: () => {} }

/**
 * Builds the core of one home, creating the home on first run. A home that another process owns gives a core that shows
 * so and takes the home over once it is free. Throws `StartupProblem` when it cannot, having let go of everything.
 */
export async function openCore(options: CoreOptions): Promise<Core> {
  const paths = homePaths(options.homePath)
  const firstRun = await prepareHome(paths, () => firstAgent(options.environment ?? process.env))
  const lock = await lockHome(paths, options)
  if (lock.mine) return new HomeCore(await openOwned(paths, options, lock, firstRun))
  const { owner, liveness } = lock
  const { peer } = options
  if (peer === undefined) {
    throw new StartupProblem(
      `The home ${paths.root} is in use by process ${owner.pid} (${owner.host} host).`,
      'Use its panel, stop that process, or name another folder with --home DIR.',
    )
  }
  const { host, version, homePath, door = closedDoor } = options
  const freed = (): void => void takeOver(core, paths, options)
  const core = new HomeCore(new ForeignCore({ homePath, host, version, owner, liveness, door, peer, freed }))
  return core
}

/** The last owner is gone: this process takes the home, unless another was quicker, which is then shown instead. */
async function takeOver(core: HomeCore, paths: HomePaths, options: CoreOptions): Promise<void> {
  const { host, version, homePath, door = closedDoor, peer } = options
  const lock = await lockHome(paths, options)
  if (lock.mine) {
    await core.replace(await openOwned(paths, options, lock, false))
    return
  }
  if (peer === undefined) return
  const { owner, liveness } = lock
  const freed = (): void => void takeOver(core, paths, options)
  await core.replace(new ForeignCore({ homePath, host, version, owner, liveness, door, peer, freed }))
}

async function openOwned(
  paths: HomePaths,
  options: CoreOptions,
  lock: HomeLock & { mine: true },
  firstRun: boolean,
): Promise<LiveCore> {
  const environment = options.environment ?? process.env
  // Closed in reverse order: the lock goes last, when nothing of this process touches the home any more.
  await using owned = new AsyncDisposableStack()
  owned.defer(() => lock.release())
  const effective = await loadSettings(paths)
  const log = openLog(paths.log)
  owned.defer(() => log.close())
  const history = openHistory(paths.history, log)
  owned.use(history)
  const control = await ControlSocket.listen(lock.owner.control, lock.owner)
  owned.use(control)
  const before = await readRuntime(paths.runtime).catch((error) => {
    log.error('runtime', 'The state the last owner left cannot be read', error)
    return null
  })
  const core = new LiveCore({
    paths,
    host: options.host,
    version: options.version,
    resourcesPath: options.resourcesPath,
    owner: lock.owner,
    before,
    control,
    door: options.door ?? closedDoor,
    firstRun,
    effective,
    environment,
    providers: await providerCards(effective.settings.providers, environment),
    log,
    history,
    owned,
    ...(options.processes === undefined ? {} : { processes: options.processes }),
  })
  await core.open()
  core.keep(owned.move())
  const facts = { home: paths.root, host: options.host, version: options.version, previous: lock.previous }
  log.info('core', 'The home was opened', facts)
  return core
}

async function lockHome(paths: HomePaths, options: CoreOptions): Promise<HomeLock> {
  const { host, version, detached = false } = options
  const place = { path: paths.lock, mutex: paths.lockMutex, control: controlPath(paths.daemon) }
  try {
    return await takeHomeLock(place, { host, version, detached })
  } catch (error) {
    throw new StartupProblem(
      `The home ${paths.root} cannot be locked: ${faultText(error)}.`,
      `Check the rights of ${paths.daemon}.`,
      { cause: error },
    )
  }
}
