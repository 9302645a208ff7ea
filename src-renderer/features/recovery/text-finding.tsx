import { CircleAlert, CircleCheck, LoaderCircle } from 'lucide-react'
import type { TextProblem } from '#shared/contract'
import { FailureNote } from '../../ui/failure-note'
import type { TextCheck } from './use-text-check'

interface TextFindingProps {
  readonly check: TextCheck
  readonly onShow: (problem: TextProblem) => void
}

/** What the check of a text has found, with the way to its place. */
export function TextFinding({ check: { settled, problem, failure }, onShow }: TextFindingProps) {
  if (failure !== null) return <FailureNote failure={failure} />
  return (
    <div role="status" aria-label="Check" className="min-h-8 shrink-0">
      {problem !== null && (
        <div className="wash flex items-start gap-2 rounded-md px-2.5 py-1.5 text-dead">
          <CircleAlert aria-hidden size={15} className="mt-0.5 shrink-0" />
          <p className="max-h-16 min-w-0 flex-1 overflow-y-auto break-words text-ink">{problem.sentence}</p>
          {problem.line !== null && (
            <button
              type="button"
              onClick={() => onShow(problem)}
              className="numeric shrink-0 font-medium text-accent hover:underline"
            >
              Line {problem.line}
              {problem.column !== null && `, column ${problem.column}`}
            </button>
          )}
        </div>
      )}
      {problem === null && settled && (
        <p className="flex items-center gap-1.5 py-1.5 text-completed">
          <CircleCheck aria-hidden size={15} /> It is a message and can be sent.
        </p>
      )}
      {problem === null && !settled && (
        <p className="flex items-center gap-1.5 py-1.5 text-soft">
          <LoaderCircle aria-hidden size={15} className="animate-turn" /> Checking…
        </p>
      )}
    </div>
  )
}
