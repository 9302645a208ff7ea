import { Gavel } from 'lucide-react'
import type { Decision } from '#shared/decision'
import { Card } from '../../ui/card'
import { TimeAgo } from '../../ui/time-ago'
import { DecideButton } from '../decisions/decide-button'
import { openDecision } from '../decisions/decision-state'
import { kindWords, resolutionWords } from '../decisions/decision-words'

/** What somebody was asked about this run, and who decided what. */
export function RunDecisions({ decisions }: { readonly decisions: readonly Decision[] }) {
  if (decisions.length === 0) return null
  return (
    <Card name="Decisions">
      <ol className="flex flex-col gap-2">
        {decisions.map((decision) => (
          <li key={decision.id} className="flex flex-col gap-1 border-line border-t pt-2 first:border-t-0 first:pt-0">
            <p className="flex flex-wrap items-center gap-2 text-xs">
              <Gavel aria-hidden size={13} className="text-waiting" />
              <span className="font-medium">{kindWords[decision.kind]}</span>
              {decision.stepId !== null && <span className="font-mono text-soft">{decision.stepId}</span>}
              <TimeAgo at={decision.createdAt} className="ml-auto text-faint" />
            </p>
            <p className="wrap-anywhere line-clamp-4 whitespace-pre-wrap text-soft">{decision.question}</p>
            {decision.resolution === null ? (
              <span>
                <DecideButton id={decision.id} of={decision.question.slice(0, 80)} />
              </span>
            ) : (
              <p className="wrap-anywhere">
                {resolutionWords(decision.resolution)}{' '}
                <TimeAgo at={decision.resolution.at} className="text-faint text-xs" />
                {decision.resolution.text !== '' && (
                  <span className="block whitespace-pre-wrap text-soft">“{decision.resolution.text}”</span>
                )}
                <button
                  type="button"
                  aria-haspopup="dialog"
                  className="block font-medium text-accent text-xs hover:underline"
                  onClick={() => openDecision(decision.id)}
                >
                  Show the decision<span className="sr-only"> about {decision.stepId ?? 'the run'}</span>
                </button>
              </p>
            )}
          </li>
        ))}
      </ol>
    </Card>
  )
}
