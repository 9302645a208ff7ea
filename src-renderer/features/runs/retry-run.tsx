import { RotateCcw } from 'lucide-react'
import { useState } from 'react'
import type { RunDetail } from '#shared/run'
import { counted } from '#shared/words'
import { ask } from '../../link/ask'
import type { Failure } from '../../link/failure'
import { link } from '../../link/link'
import { Button } from '../../ui/button'
import { FailureNote } from '../../ui/failure-note'
import { Modal } from '../../ui/modal'
import { kindLooks } from '../workflow-graph/step-look'
import { likelyRetry } from './step-states'

interface RetryRunProps {
  readonly detail: RunDetail
  readonly onClose: () => void
}

/** Goes on with a run that is over, from a step of its past. */
export function RetryRun({ detail, onClose }: RetryRunProps) {
  const { row, steps, retryFrom } = detail
  const [step, setStep] = useState(() => likelyRetry(detail))
  const [failure, setFailure] = useState<Failure | null>(null)
  const [sending, setSending] = useState(false)
  const retry = async () => {
    if (step === null || sending) return
    setSending(true)
    const asked = await ask(link, (client) => client.runs.retry({ id: row.id, step }))
    setSending(false)
    if (asked.ok) onClose()
    else setFailure(asked.failure)
  }
  const offered = steps.filter(({ id }) => retryFrom.includes(id))
  return (
    <Modal
      open
      onClose={onClose}
      title="Retry from step"
      description="The run goes on at this step. What earlier steps have written is kept and used."
    >
      <form
        className="flex min-h-0 flex-col"
        onSubmit={(event) => {
          event.preventDefault()
          void retry()
        }}
      >
        <fieldset className="flex min-h-0 flex-col gap-1 overflow-y-auto px-4 pt-1 pb-1">
          <legend className="sr-only">Step</legend>
          {offered.map(({ id, kind, attempts }) => (
            <label
              key={id}
              className="flex cursor-pointer items-center gap-2.5 rounded-md border border-line px-2.5 py-1.5 has-checked:border-accent has-checked:bg-hover"
            >
              <input
                type="radio"
                name="step"
                value={id}
                checked={id === step}
                onChange={() => setStep(id)}
                className="accent-solid"
              />
              <span className="min-w-0 flex-1 truncate font-medium">{id}</span>
              <span className="shrink-0 text-faint text-xs">
                {kindLooks[kind].word}, {attempts.length === 0 ? 'not tried yet' : counted(attempts.length, 'attempt')}
              </span>
            </label>
          ))}
          {failure !== null && <FailureNote failure={failure} />}
        </fieldset>
        <footer className="flex justify-end gap-2 px-4 pt-3 pb-4">
          <Button onClick={onClose}>Cancel</Button>
          <Button
            type="submit"
            look="primary"
            icon={<RotateCcw aria-hidden size={13} />}
            unavailable={sending ? 'It is being asked for.' : null}
          >
            Retry from here
          </Button>
        </footer>
      </form>
    </Modal>
  )
}
