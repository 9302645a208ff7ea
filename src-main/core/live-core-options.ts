import type { Host, ProviderCard } from '#shared/board'
import type { HostDoor } from './core'
import type { HomePaths } from './home/home-paths'
import type { LoadedSettings } from './home/settings'
import type { WatchOptions } from './home/watch'
import type { History } from './observe/history'
import type { Log } from './observe/log'
import type { ProcessPort } from './provider/sweep'
import type { ControlSocket } from './supervise/control-socket'
import type { EarlierLife } from './supervise/earlier-life'
import type { Owner } from './supervise/owner'

/** What the core of a home is opened with. */
export interface LiveCoreOptions {
  readonly paths: HomePaths
  readonly host: Host
  readonly owner: Owner
  readonly earlier: EarlierLife
  readonly control: ControlSocket
  readonly door: HostDoor
  readonly processes?: ProcessPort
  readonly beatMs?: number
  readonly settingsWatch?: Partial<WatchOptions>
  readonly version: string
  readonly resourcesPath: string
  readonly firstRun: boolean
  readonly effective: LoadedSettings
  readonly environment: NodeJS.ProcessEnv
  readonly providers: readonly ProviderCard[]
  readonly log: Log
  readonly history: History
  /** Closed in reverse order, after the supervisor; what the core itself starts is added. */
  readonly owned: AsyncDisposableStack
}
