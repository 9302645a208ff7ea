import type { Host, ProviderCard } from '#shared/board'
import type { HomePaths } from '../ground/home-paths'
import type { KeptFiles } from '../ground/kept-files'
import type { WatchOptions } from '../ground/watch'
import type { ProcessPort } from '../provider/sweep'
import type { History } from '../record/history'
import type { Log } from '../record/log'
import type { LoadedSettings } from '../settings/settings'
import type { ControlSocket } from '../supervise/control-socket'
import type { EarlierLife } from '../supervise/earlier-life'
import type { Owner } from '../supervise/owner'
import type { HostDoor } from './core'

/** What a home of this process is opened with. */
export interface OwnHomeOptions {
  readonly paths: HomePaths
  readonly kept: KeptFiles
  readonly host: Host
  readonly owner: Owner
  readonly earlier: EarlierLife
  readonly control: ControlSocket
  readonly door: HostDoor
  readonly processes?: ProcessPort
  readonly beatMs?: number
  readonly upkeepMs?: number
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
