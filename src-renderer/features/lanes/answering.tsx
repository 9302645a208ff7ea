import { Bot } from 'lucide-react'
import type { ReactNode } from 'react'
import { useBoard } from '../../state/board'
import { hashOf } from '../../state/route'
import { closeCompose } from './compose-state'

/** Who answers messages of the panel; for the practice provider, how to change that. */
export function Answering() {
  const answering = useBoard((board) => board.answering)
  const providers = useBoard((board) => board.providers)
  if (answering === null) {
    return (
      <p className="text-soft">
        No agent answers messages of the panel yet. <SettingsLink /> shows what is configured.
      </p>
    )
  }
  const practice = providers.find(({ name }) => name === answering.provider)?.practice === true
  return (
    <div className="flex gap-2 text-soft">
      <Bot aria-hidden size={16} className="mt-0.5 shrink-0 text-faint" />
      <p className="min-w-0 break-words">
        Answered by agent <Name>{answering.agent}</Name> of orchestrator <Name>{answering.orchestrator}</Name> through
        provider <Name>{answering.provider}</Name>.
        {practice && (
          <>
            {' '}
            That is the practice provider: it needs no account and only shows the way a message goes. For real answers,
            install <Code>claude</Code> or <Code>codex</Code>, log in to it, and set the agent’s provider to{' '}
            <Code>anthropic</Code> or <Code>openai</Code> in{' '}
            <Code>workspaces/{answering.orchestrator}/orchestrator.yaml</Code>. <SettingsLink /> shows which programs
            were found.
          </>
        )}
      </p>
    </div>
  )
}

function Name({ children }: { readonly children: string }) {
  return <span className="font-medium text-ink">{children}</span>
}

function Code({ children }: { readonly children: ReactNode }) {
  return <code className="font-mono text-ink text-xs">{children}</code>
}

function SettingsLink() {
  return (
    <a
      href={hashOf({ page: 'settings' })}
      onClick={closeCompose}
      className="font-medium text-accent underline underline-offset-2"
    >
      Settings
    </a>
  )
}
