import { Play } from 'lucide-react'
import type { ProviderGate } from '#shared/board'
import { ask } from '../../link/ask'
import { link } from '../../link/link'
import { announce } from '../../ui/announce'
import { Button } from '../../ui/button'
import { gateLooks } from './gate-look'

interface ResumeButtonProps {
  readonly name: string
  readonly gate: ProviderGate
}

/** Ends a provider's wait: one item tries it at once, and the others follow if that goes well. */
export function ResumeButton({ name, gate }: ResumeButtonProps) {
  const word = gateLooks[gate.state].resume
  if (word === null) return null
  const resume = async () => {
    const asked = await ask(link, (client) => client.providers.resume({ name }))
    if (!asked.ok) announce(asked.failure)
  }
  return (
    <Button
      size="sm"
      icon={<Play aria-hidden size={12} />}
      aria-label={`${word}: ${name}`}
      title="One item tries it at once. The others follow if that goes well."
      onClick={() => void resume()}
    >
      {word}
    </Button>
  )
}
