import { CircleCheck, Flag, Sparkles } from 'lucide-react'
import { useEffect, useState } from 'react'
import type { ResetTarget } from '#shared/contract'
import { ask } from '../../link/ask'
import { link } from '../../link/link'
import { announce } from '../../ui/announce'
import { Button } from '../../ui/button'

interface ResetButtonProps {
  readonly target: ResetTarget
  /** Whether the flag is set, as the core knows it. */
  readonly asked: boolean
  readonly onChanged: () => void
}

/** Asks for a fresh conversation; tells that it is asked for, and when a run has used the request up. */
export function ResetButton({ target, asked, onChanged }: ResetButtonProps) {
  const [seen, setSeen] = useState(asked)
  const [used, setUsed] = useState(false)
  useEffect(() => {
    setSeen(asked)
    if (asked) setUsed(false)
    else if (seen) setUsed(true)
  }, [asked, seen])
  const name = target.agent === null ? 'all agents' : `${target.orchestrator}/${target.agent}`
  const set = async () => {
    const answered = await ask(link, (client) => client.agents.reset(target))
    if (answered.ok) onChanged()
    else announce(answered.failure)
  }
  return (
    <span className="ml-auto flex items-center gap-2.5">
      <span role="status" className="inline-flex items-center gap-1 text-xs empty:hidden">
        {asked && (
          <>
            <Flag aria-hidden size={12} className="text-active" />
            <span className="text-active">Set: the next run starts a fresh conversation.</span>
          </>
        )}
        {used && !asked && (
          <>
            <CircleCheck aria-hidden size={12} className="text-completed" />
            <span className="text-completed">Used up: a run started a fresh conversation.</span>
          </>
        )}
      </span>
      <Button
        size="sm"
        icon={<Sparkles aria-hidden size={12} />}
        aria-label={`Fresh conversation next time: ${name}`}
        unavailable={asked ? 'It is set already; the next run uses it up.' : null}
        onClick={() => void set()}
      >
        Fresh conversation next time
      </Button>
    </span>
  )
}
