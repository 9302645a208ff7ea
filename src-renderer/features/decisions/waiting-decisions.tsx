import { Gavel } from 'lucide-react'
import type { DecisionCard } from '#shared/decision'
import { bounds } from '#shared/limits'
import { counted } from '#shared/words'
import { useBoard } from '../../state/board'
import { hashOf } from '../../state/route'
import { TimeAgo } from '../../ui/time-ago'
import { itemTitle } from '../recovery/item-title'
import { DecideButton } from './decide-button'
import { kindWords } from './decision-words'

const none: readonly DecisionCard[] = []

/** Everything somebody has to decide, oldest first, whether a run or an item alone waits for it. */
export function WaitingDecisions() {
  const decisions = useBoard((board) => board.decisions) ?? none
  if (decisions.length === 0) return null
  return (
    <section
      aria-label="Decisions that wait"
      className="flex max-h-64 min-h-24 shrink-0 flex-col rounded-lg border border-line bg-panel"
    >
      <h2 className="flex shrink-0 items-center gap-2 px-3 py-1.5 font-semibold text-sm">
        <Gavel aria-hidden size={14} className="text-waiting" />
        {counted(decisions.length, 'decision waits', 'decisions wait')} for somebody
        {decisions.length >= bounds.boardDecisions && (
          <span className="font-normal text-faint text-xs">
            the oldest are listed; others follow as these are decided
          </span>
        )}
      </h2>
      <ul
        aria-label="Decisions that wait, oldest first"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
        tabIndex={0}
        className="min-h-0 divide-y divide-line overflow-y-auto border-line border-t"
      >
        {decisions.map((decision) => (
          <WaitingDecision key={decision.id} decision={decision} />
        ))}
      </ul>
    </section>
  )
}

function WaitingDecision({ decision }: { readonly decision: DecisionCard }) {
  const { id, kind, createdAt, runId, lane, itemId, stepId, question } = decision
  // What waits is active still, and so it is on the board.
  const row = useBoard((board) => board.active.find((one) => one.lane === lane && one.id === itemId))
  const title = row === undefined ? null : itemTitle(row)
  return (
    <li className="flex items-center gap-3 px-3 py-1.5">
      <div className="min-w-0 flex-1">
        <p className="flex items-baseline gap-2 text-xs">
          <span className="shrink-0 font-medium text-waiting">{kindWords[kind]}</span>
          {title !== null && (
            <span className="min-w-0 truncate font-medium" title={title}>
              {title}
            </span>
          )}
          {stepId !== null && <span className="max-w-40 shrink-0 truncate font-mono text-soft">{stepId}</span>}
          <TimeAgo at={createdAt} className="ml-auto shrink-0 text-faint" />
        </p>
        <p className="truncate text-soft" title={question}>
          {question}
        </p>
      </div>
      <span className="flex shrink-0 items-center gap-3 text-xs">
        {runId !== null && <Way to={hashOf({ page: 'runs', chosen: runId })}>Show run</Way>}
        {runId === null && lane !== null && itemId !== null && (
          <Way to={hashOf({ page: 'lanes', chosen: { lane, id: itemId } })}>Show item</Way>
        )}
        <DecideButton id={id} of={title ?? question.slice(0, 80)} small />
      </span>
    </li>
  )
}

function Way({ to, children }: { readonly to: string; readonly children: string }) {
  return (
    <a href={to} className="inline-flex min-h-6 items-center rounded-sm font-medium text-accent hover:underline">
      {children}
    </a>
  )
}
