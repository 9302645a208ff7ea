import { dirname } from 'node:path'
import type { Host } from '#shared/board'
import { faultAdvice } from '../ground/fault-advice'
import { faultText, firstFailure, isMachineFault } from '../ground/fault-code'
import { type HomePaths, homePaths } from '../ground/home-paths'
import { KeptFiles } from '../ground/kept-files'
import { StartupProblem } from '../ground/startup-problem'
import type { WatchOptions } from '../ground/watch'
import { ControlGroups, type ControlGroupsOptions, homeMark } from '../provider/control-groups'
import { ownEnvironment } from '../provider/login-path'
import { providerCards } from '../provider/provider-cards'
import { type ProcessPort, systemProcesses, withGroups } from '../provider/sweep'
import { openLog } from '../record/log'
import { openHistory } from '../record/open-history'
import { loadSettings } from '../settings/settings'
import { ControlSocket } from '../supervise/control-socket'
import { earlierLife } from '../supervise/earlier-life'
import type { OwnerPeer } from '../supervise/end-owner'
import { HomeHold } from '../supervise/home-hold'
import { HomeInUse } from '../supervise/home-in-use'
import { type HomeLock, lockPlace, takeHomeLock } from '../supervise/home-lock'
import { removeHalfWritten } from '../supervise/remove-half-written'
import { type Core, closedDoor, type HostDoor } from './core'
import { firstAgent } from './first-agent'
import { makeHomeFolders, prepareHome } from './first-run'
import { ForeignHome } from './foreign-home'
import { FoundHome, type FoundHomeOptions } from './found-home'
import { HomeCore } from './home-core'
import { OwnHome } from './own-home'

export interface CoreOptions {
  readonly homePath: string
  readonly host: Host
  readonly version: string
  /** The folder with samples, runbooks and the practice provider. */
  readonly resourcesPath: string
  readonly environment?: NodeJS.ProcessEnv
  readonly door?: HostDoor
  /** How to speak with another process that owns the home. Without it such a home is `HomeInUse`. */
  readonly peer?: OwnerPeer
  /** Started by the command line to run on its own. */
  readonly detached?: boolean
  /** The doors to the system's processes. */
  readonly processes?: ProcessPort
  /** Where control groups may be made; where the system lets this process, by default. */
  readonly groups?: Pick<ControlGroupsOptions, 'folders'>
  /** How edits of the settings are noticed. */
  readonly settingsWatch?: Partial<WatchOptions>
  /** How often the owner writes down that it lives, in ms; 5 s. */
  readonly beatMs?: number
  /** How often runs are looked after that nothing was heard of, in ms; 10 s. */
  readonly upkeepMs?: number
}

const shippedBeatMs = 5_000

/**
 * Builds the core of one home, creating the home on first run. A home that another process owns gives a core that shows
 * so and takes the home over once it is free. Throws `StartupProblem` when it cannot, having let go of everything.
 */
export async function openCore(options: CoreOptions): Promise<Core> {
  const paths = homePaths(options.homePath)
  await makeHomeFolders(paths)
  const lock = await lockHome(paths, options)
  if (lock.mine) return new HomeCore(await openMine(paths, options, lock))
  const { owner } = lock
  const { peer } = options
  if (peer === undefined) throw new HomeInUse(paths.root, owner)
  const core: HomeCore = new HomeCore(openForeign(paths, options, lock, peer, (next) => void core.replace(next)))
  return core
}

/** A home as its files stand, to be asked and given items, whoever owns it; see `FoundHome`. */
export async function openFound(
  options: Pick<FoundHomeOptions, 'paths' | 'version' | 'resourcesPath' | 'environment'>,
): Promise<Core> {
  return new HomeCore(await FoundHome.open(options))
}

function openForeign(
  paths: HomePaths,
  options: CoreOptions,
  { owner, liveness }: HomeLock & { mine: false },
  peer: OwnerPeer,
  replaced: (next: OwnHome | ForeignHome) => void,
): ForeignHome {
  const { host, version, homePath, resourcesPath, door = closedDoor } = options
  const examined = async () => ({ paths, environment: await environmentOf(options), resourcesPath })
  const next = async (): Promise<OwnHome | ForeignHome> => {
    await makeHomeFolders(paths)
    const lock = await lockHome(paths, options)
    return lock.mine ? openMine(paths, options, lock) : openForeign(paths, options, lock, peer, replaced)
  }
  return new ForeignHome({ homePath, host, version, owner, liveness, door, examined, peer, next, replaced })
}

/** Opens the home; what the machine refuses on the way is a `StartupProblem`. */
async function openMine(paths: HomePaths, options: CoreOptions, lock: HomeLock & { mine: true }): Promise<OwnHome> {
  try {
    return await openOwned(paths, options, lock)
  } catch (error) {
    const first = firstFailure(error)
    if (first instanceof StartupProblem || !isMachineFault(first)) throw error
    throw new StartupProblem(
      `The home ${paths.root} cannot be opened: ${faultText(first)}.`,
      faultAdvice(first, paths.root),
      { cause: error },
    )
  }
}

async function openOwned(paths: HomePaths, options: CoreOptions, lock: HomeLock & { mine: true }): Promise<OwnHome> {
  const environment = await environmentOf(options)
  // Closed in reverse order: the lock goes last, when nothing of this process touches the home any more.
  await using owned = new AsyncDisposableStack()
  owned.defer(() => lock.release())
  await removeHalfWritten([paths.lock, paths.runtime, paths.receipt])
  const firstRun = await prepareHome(paths, () => firstAgent(environment))
  const effective = await loadSettings(paths)
  const log = openLog(paths.log)
  owned.defer(() => log.close())
  const history = openHistory(paths.history, log)
  owned.use(history)
  const control = await ControlSocket.listen(lock.owner.control, lock.owner)
  owned.use(control)
  const mark = await homeMark(paths.root)
  const groups = owned.use(new ControlGroups({ home: mark, instance: lock.owner.instance, ...options.groups }))
  const processes = withGroups(options.processes ?? systemProcesses, groups)
  const earlier = await earlierLife(paths.runtime, processes, log)
  const kept = new KeptFiles()
  const home = new OwnHome({
    ...{ paths, kept },
    host: options.host,
    version: options.version,
    resourcesPath: options.resourcesPath,
    owner: lock.owner,
    earlier,
    control,
    door: options.door ?? closedDoor,
    firstRun,
    effective,
    environment,
    providers: await providerCards(effective.settings.providers, environment),
    log,
    history,
    owned,
    processes,
    ...(options.beatMs === undefined ? {} : { beatMs: options.beatMs }),
    ...(options.upkeepMs === undefined ? {} : { upkeepMs: options.upkeepMs }),
    ...(options.settingsWatch === undefined ? {} : { settingsWatch: options.settingsWatch }),
  })
  await home.open()
  const everyMs = options.beatMs ?? shippedBeatMs
  owned.use(new HomeHold({ paths, mark, lock, control, kept, home: home.holding, log, everyMs }))
  home.keep(owned.move())
  const facts = { home: paths.root, host: options.host, version: options.version, previous: lock.previous }
  log.info('core', 'The home was opened', facts)
  return home
}

/** The resources lie in the folder that Lanekeeper is installed in. */
async function environmentOf({ environment, resourcesPath }: CoreOptions): Promise<NodeJS.ProcessEnv> {
  return environment ?? ownEnvironment(dirname(resourcesPath))
}

async function lockHome(paths: HomePaths, options: CoreOptions): Promise<HomeLock> {
  const { host, version, detached = false } = options
  try {
    return await takeHomeLock(await lockPlace(paths), { host, version, detached })
  } catch (error) {
    throw new StartupProblem(
      `The home ${paths.root} cannot be locked: ${faultText(error)}.`,
      `Check the rights of ${paths.daemon}.`,
      { cause: error },
    )
  }
}
