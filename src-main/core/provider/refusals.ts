import type { RefusedTool } from '#shared/refused-tools'

/** Tools beyond these, and what is longer of a name, are of no use to anybody who reads of them. */
const mostTools = 20
const longestName = 80

/** Counts by tool what a run was refused, in the order it came. */
export class Refusals {
  readonly #times = new Map<string, number>()

  add(tool: string): void {
    const name = tool.slice(0, longestName)
    const times = this.#times.get(name)
    if (times !== undefined || this.#times.size < mostTools) this.#times.set(name, (times ?? 0) + 1)
  }

  clear(): void {
    this.#times.clear()
  }

  get tools(): RefusedTool[] {
    return [...this.#times].map(([tool, times]) => ({ tool, times }))
  }
}
