import type { Host } from '#shared/board'
import type { Core } from './core'

export interface CoreOptions {
  readonly homePath: string
  readonly host: Host
  readonly version: string
  /** The folder with samples, runbooks and the practice provider. */
  readonly resourcesPath: string
}

/** Builds the core of one home, creating the home on first run. Throws `StartupProblem` when it cannot. */
export function openCore(_options: CoreOptions): Promise<Core> {
  return Promise.reject(new Error('the core is being written'))
}
