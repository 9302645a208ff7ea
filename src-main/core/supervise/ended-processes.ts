import type { EndedProcess } from '#shared/supervisor'

/** More than a receipt names: what a stop ends comes in within its bounds, and what is older is asked for by nobody. */
const mostKept = 1000

/** The processes of runs that had to be ended of late. */
export class EndedProcesses {
  #kept: { readonly at: number; readonly process: EndedProcess }[] = []

  add(processes: readonly EndedProcess[], at: number): void {
    this.#kept = [...this.#kept, ...processes.map((process) => ({ at, process }))].slice(-mostKept)
  }

  /** Those that were ended then or later, oldest first. */
  since(at: number): readonly EndedProcess[] {
    return this.#kept.filter((each) => each.at >= at).map(({ process }) => process)
  }
}
