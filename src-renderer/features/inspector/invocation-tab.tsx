import { useState } from 'react'
import type { Invocation } from '#shared/invocation'
import { cx } from '../../ui/cx'
import { statusLooks } from '../../ui/status-look'
import { invocationLooks } from '../invocations/invocation-look'
import { InvocationView } from '../invocations/invocation-view'

interface InvocationTabProps {
  readonly invocations: readonly Invocation[]
  readonly knownReason: string | null
}

/** Every attempt ran one invocation; the newest is shown until another is chosen. */
export function InvocationTab({ invocations, knownReason }: InvocationTabProps) {
  const [chosenId, setChosenId] = useState<string | null>(null)
  const inOrder = [...invocations].sort((a, b) => a.startedAt - b.startedAt)
  const shown = inOrder.find(({ id }) => id === chosenId) ?? inOrder.at(-1)
  if (shown === undefined) return <p className="text-soft">No program has been run for this item yet.</p>
  return (
    <>
      {inOrder.length > 1 && (
        <fieldset className="flex flex-wrap gap-1">
          <legend className="sr-only">Invocations</legend>
          {inOrder.map((invocation, index) => {
            const { word, tone } = invocationLooks[invocation.status]
            const { Icon, text } = statusLooks[tone]
            return (
              <button
                key={invocation.id}
                type="button"
                aria-pressed={invocation === shown}
                title={word}
                onClick={() => setChosenId(invocation.id)}
                className={cx(
                  'flex h-6 items-center gap-1.5 rounded-md border px-2 text-xs',
                  invocation === shown ? 'border-accent text-ink' : 'border-line text-soft hover:border-edge',
                )}
              >
                <Icon aria-hidden size={12} className={text} />
                {index + 1}
                <span className="sr-only">, {word}</span>
              </button>
            )
          })}
        </fieldset>
      )}
      <InvocationView invocation={shown} knownReason={knownReason} />
    </>
  )
}
