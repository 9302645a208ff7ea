import type { Permissions } from '#shared/invocation'
import { type Refused, type RefusedTool, refusedSentence } from '#shared/refused-tools'
import type { KnownProgram } from './provider'

/** What is told of tools that a program refused, or null when nothing was refused. */
export function refusedOf(
  tools: readonly RefusedTool[],
  about: { readonly known: KnownProgram | null; readonly permissions: Permissions; readonly agent: string },
): Refused | null {
  const { known, permissions, agent } = about
  if (tools.length === 0 || known === null) return null
  return {
    tools: [...tools],
    sentence: refusedSentence(tools, permissions),
    nextStep: allowedBy(known, permissions, agent),
  }
}

function allowedBy(known: KnownProgram, permissions: Permissions, agent: string): string {
  switch (permissions) {
    case 'ask-nothing-risky':
      return `Permissions workspace-write would let agent ${agent} change files in its workspace, permissions full do anything.`
    case 'workspace-write':
      return known.allowing(agent)
    case 'full':
      return `Rules in the program’s own settings refuse them to agent ${agent}.`
  }
}
