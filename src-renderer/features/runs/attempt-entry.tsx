import { FileText, ThumbsDown, ThumbsUp } from 'lucide-react'
import { useState } from 'react'
import type { RunAttempt } from '#shared/run'
import { dollars } from '#shared/words'
import { hashOf } from '../../state/route'
import { CopyButton } from '../../ui/copy-button'
import { cx } from '../../ui/cx'
import { statusLooks, type Tone } from '../../ui/status-look'
import { TimeAgo } from '../../ui/time-ago'
import { Lasted } from './lasted'
import { ShownTextDialog } from './shown-text-dialog'

interface AttemptEntryProps {
  readonly run: string
  readonly step: string
  readonly attempt: RunAttempt
}

const looks: Record<RunAttempt['state'], { readonly word: string; readonly tone: Tone }> = {
  running: { word: 'Running', tone: 'active' },
  succeeded: { word: 'Succeeded', tone: 'completed' },
  failed: { word: 'Failed', tone: 'failed' },
  interrupted: { word: 'Interrupted', tone: 'waiting' },
}

/** One try at a step: how it went, what it said, what it wrote. */
export function AttemptEntry({ run, step, attempt }: AttemptEntryProps) {
  const { word, tone } = looks[attempt.state]
  const { Icon, text } = statusLooks[tone]
  return (
    <li aria-label={`Attempt ${attempt.attempt}`} className="flex gap-2 border-line border-t pt-2">
      <Icon aria-hidden size={14} className={cx('mt-0.75 shrink-0', text, tone === 'active' && 'animate-turn')} />
      <div className="flex min-w-0 flex-1 flex-col gap-1">
        <p className="flex flex-wrap items-center gap-x-3 gap-y-0.5 text-xs leading-5">
          <span className="font-medium">
            <span className="numeric">Attempt {attempt.attempt}</span> <span className={text}>{word}</span>
          </span>
          <Verdict decision={attempt.decision} />
          <span className="text-soft">
            <Lasted from={attempt.startedAt} to={attempt.endedAt} />
          </span>
          {attempt.costUsd !== null && <span className="numeric text-soft">{dollars(attempt.costUsd)}</span>}
          {attempt.invocationId !== null && (
            <a
              href={hashOf({ page: 'invocations', chosen: attempt.invocationId })}
              className="font-medium text-accent hover:underline"
            >
              Invocation<span className="sr-only"> of attempt {attempt.attempt}</span>
            </a>
          )}
          <span className="ml-auto text-faint">
            <TimeAgo at={attempt.startedAt} />
          </span>
        </p>
        {attempt.summary !== null && <p className="wrap-anywhere whitespace-pre-wrap">{attempt.summary}</p>}
        {attempt.reason !== null && <p className="wrap-anywhere whitespace-pre-wrap text-failed">{attempt.reason}</p>}
        {attempt.outputs.length > 0 && <Outputs run={run} step={step} attempt={attempt} />}
      </div>
    </li>
  )
}

function Verdict({ decision }: Pick<RunAttempt, 'decision'>) {
  if (decision === null) return null
  const Icon = decision === 'approve' ? ThumbsUp : ThumbsDown
  return (
    <span
      data-verdict={decision}
      className={cx(
        'inline-flex items-center gap-1 font-medium',
        decision === 'approve' ? 'text-completed' : 'text-failed',
      )}
    >
      <Icon aria-hidden size={12} />
      {decision === 'approve' ? 'approved' : 'rejected'}
    </span>
  )
}

function Outputs({ run, step, attempt: { attempt, outputs } }: AttemptEntryProps) {
  const [open, setOpen] = useState<string | null>(null)
  const path = outputs.find(({ key }) => key === open)?.path
  return (
    <>
      <ul aria-label="Outputs" className="flex flex-wrap gap-1">
        {outputs.map(({ key, path: title }) => (
          <li key={key} className="inline-flex items-center rounded-sm border border-line bg-panel">
            <button
              type="button"
              title={title}
              aria-haspopup="dialog"
              onClick={() => setOpen(key)}
              className="inline-flex items-center gap-1 py-0.5 pl-1.5 font-mono text-xs hover:text-accent"
            >
              <FileText aria-hidden size={12} className="text-faint" />
              {key}
            </button>
            <CopyButton name={`Copy path of ${key}`} text={title} />
          </li>
        ))}
      </ul>
      {open !== null && (
        <ShownTextDialog
          title={`${open} of ${step}, attempt ${attempt}`}
          path={path ?? null}
          read={(client) => client.runs.output({ id: run, step, attempt, key: open })}
          onClose={() => setOpen(null)}
        />
      )}
    </>
  )
}
