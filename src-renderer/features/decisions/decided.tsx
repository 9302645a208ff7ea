import { CircleCheck, Info } from 'lucide-react'
import { useEffect, useRef } from 'react'
import type { Decision, Resolution } from '#shared/decision'
import { exactTime } from '#shared/words'
import { useBoard } from '../../state/board'
import { Button } from '../../ui/button'
import { TimeAgo } from '../../ui/time-ago'
import { DecisionContext } from './decision-context'
import { closeDecision, openDecision } from './decision-state'
import { resolutionWords } from './decision-words'

interface DecidedProps {
  readonly decision: Decision
  readonly resolution: Resolution
  /** Somebody else decided while this one was being answered. */
  readonly overtaken: boolean
}

/** A decision that was made: who decided what when, and what it was about. */
export function Decided({ decision, resolution, overtaken }: DecidedProps) {
  const next = useBoard((board) => board.decisions?.find(({ id }) => id !== decision.id)?.id ?? null)
  const done = useRef<HTMLButtonElement>(null)
  useEffect(() => done.current?.focus(), [])
  return (
    <>
      <div className="flex min-h-0 flex-col gap-3 overflow-y-auto px-4 pt-1 pb-1">
        <div role="status" className="wash flex gap-2 rounded-md p-2.5 text-completed">
          {overtaken ? (
            <Info aria-hidden size={15} className="mt-0.5 shrink-0 text-waiting" />
          ) : (
            <CircleCheck aria-hidden size={15} className="mt-0.5 shrink-0" />
          )}
          <div className="wrap-anywhere min-w-0 text-ink">
            {overtaken && <p className="font-medium">It was decided meanwhile; your answer is not needed any more.</p>}
            <p>{resolutionWords(resolution)}</p>
            {resolution.text !== '' && <p className="whitespace-pre-wrap text-soft">“{resolution.text}”</p>}
            <p className="text-soft text-xs" title={exactTime(resolution.at)}>
              {exactTime(resolution.at)} (<TimeAgo at={resolution.at} />)
            </p>
          </div>
        </div>
        <DecisionContext decision={decision} />
      </div>
      <footer className="flex shrink-0 justify-end gap-2 px-4 pt-2 pb-4">
        {next !== null && <Button onClick={() => openDecision(next)}>Next decision</Button>}
        <Button ref={done} look="primary" onClick={closeDecision}>
          Done
        </Button>
      </footer>
    </>
  )
}
