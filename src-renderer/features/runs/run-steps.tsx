import type { RunDetail } from '#shared/run'
import { counted } from '#shared/words'
import { Card } from '../../ui/card'
import { cx } from '../../ui/cx'
import { kindLooks, stepLooks } from '../workflow-graph/step-look'
import { AttemptEntry } from './attempt-entry'
import { stepPlace } from './show-step'
import { type StepMark, stepMarks } from './step-states'

/** What happened, step by step in the order of the workflow. */
export function RunSteps({ detail }: { readonly detail: RunDetail }) {
  const marks = stepMarks(detail)
  return (
    <Card name="Steps">
      <ol className="flex flex-col gap-2">
        {detail.steps.map((step) => (
          <Step key={step.id} run={detail.row.id} step={step} mark={marks.get(step.id) ?? null} />
        ))}
      </ol>
    </Card>
  )
}

interface StepProps {
  readonly run: string
  readonly step: RunDetail['steps'][number]
  readonly mark: StepMark | null
}

function Step({ run, step: { id, kind, agent, attempts }, mark }: StepProps) {
  const look = stepLooks[mark?.state ?? 'untouched']
  const { Icon: KindIcon, word } = kindLooks[kind]
  return (
    <li
      id={stepPlace(id)}
      tabIndex={-1}
      aria-label={`Step ${id}`}
      className={cx(
        'scroll-mt-2 rounded-md border bg-sunken px-3 py-2',
        mark?.current === true ? look.border : 'border-line',
      )}
    >
      <header className="flex flex-wrap items-center gap-x-2.5 gap-y-1">
        <KindIcon aria-hidden size={14} className="text-faint" />
        <h3 className="min-w-0 truncate font-semibold">{id}</h3>
        <span className="text-soft text-xs">
          {word}
          {agent !== null && ` · ${agent}`}
        </span>
        <span className={cx('ml-auto inline-flex items-center gap-1 font-medium text-xs', look.text)}>
          {look.Icon !== null && (
            <look.Icon aria-hidden size={13} className={cx(mark?.state === 'running' && 'animate-turn')} />
          )}
          <span>
            {look.word}
            {attempts.length > 1 && <span className="text-faint">, {counted(attempts.length, 'attempt')}</span>}
          </span>
        </span>
      </header>
      {attempts.length > 0 && (
        <ol aria-label={`Attempts of ${id}`} className="mt-2 flex flex-col gap-2">
          {attempts.map((attempt) => (
            <AttemptEntry key={attempt.attempt} run={run} step={id} attempt={attempt} />
          ))}
        </ol>
      )}
    </li>
  )
}
