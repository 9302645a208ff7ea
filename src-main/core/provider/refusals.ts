import type { Permissions } from '#shared/invocation'
import { type Refused, type RefusedTool, refusedSentence } from '#shared/refused-tools'
import type { ProviderKind } from '../settings/provider-settings'

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

/** What is told of refused tools, or null when nothing was refused. */
export function refusedOf(
  tools: readonly RefusedTool[],
  {
    kind,
    permissions,
    agent,
  }: { readonly kind: ProviderKind; readonly permissions: Permissions; readonly agent: string },
): Refused | null {
  if (tools.length === 0 || kind === 'command') return null
  return {
    tools: [...tools],
    sentence: refusedSentence(tools, permissions),
    nextStep: allowedBy(kind, permissions, agent),
  }
}

function allowedBy(kind: 'anthropic' | 'openai', permissions: Permissions, agent: string): string {
  switch (permissions) {
    case 'ask-nothing-risky':
      return `Permissions workspace-write would let agent ${agent} change files in its workspace, permissions full do anything.`
    case 'workspace-write':
      return kind === 'anthropic'
        ? `Permissions full would allow them to agent ${agent}; so would --allowedTools with their names, in args of its provider in config.yaml.`
        : `Permissions full would allow agent ${agent} to do that.`
    case 'full':
      return `Rules in the program’s own settings refuse them to agent ${agent}.`
  }
}
