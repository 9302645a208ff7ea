import { CircleStop } from 'lucide-react'
import { useRef, useState } from 'react'
import type { RunRow } from '#shared/run'
import { ask } from '../../link/ask'
import type { Failure } from '../../link/failure'
import { link } from '../../link/link'
import { Button } from '../../ui/button'
import { cx } from '../../ui/cx'
import { FailureNote } from '../../ui/failure-note'
import { Field, inputLook } from '../../ui/field'
import { Modal } from '../../ui/modal'

interface CancelRunProps {
  readonly run: RunRow
  readonly onClose: () => void
}

const noReason = 'Canceled in the panel.'

/** Asks why, then waits until the run is really over. */
export function CancelRun({ run, onClose }: CancelRunProps) {
  const [reason, setReason] = useState('')
  const [failure, setFailure] = useState<Failure | null>(null)
  const [ending, setEnding] = useState(false)
  const box = useRef<HTMLTextAreaElement>(null)
  const cancel = async () => {
    if (ending) return
    setEnding(true)
    const asked = await ask(link, (client) => client.runs.cancel({ id: run.id, reason: reason.trim() || noReason }))
    setEnding(false)
    if (asked.ok) onClose()
    else setFailure(asked.failure)
  }
  return (
    <Modal open onClose={onClose} title="Cancel this run?" initialFocus={box}>
      <div className="flex min-h-0 flex-col gap-3 overflow-y-auto px-4 pt-1 pb-1">
        <p className="text-soft">
          Its program is ended and nothing more of it is started. What it did so far is kept, and you can go on from one
          of its steps later.
        </p>
        <Field label="Reason (optional)" hint="Kept with the run and told to whoever waits for it.">
          {(control) => (
            <textarea
              {...control}
              ref={box}
              rows={2}
              maxLength={2000}
              value={reason}
              onChange={(event) => setReason(event.target.value)}
              onKeyDown={(event) => {
                if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) void cancel()
              }}
              className={cx(inputLook, 'resize-y py-2')}
            />
          )}
        </Field>
        {failure !== null && <FailureNote failure={failure} />}
      </div>
      <footer className="flex justify-end gap-2 px-4 pt-2 pb-4">
        <Button onClick={onClose}>Keep it</Button>
        <Button
          look="primary"
          icon={<CircleStop aria-hidden size={13} />}
          unavailable={ending ? 'Its program is being ended.' : null}
          onClick={() => void cancel()}
        >
          {ending ? 'Canceling…' : 'Cancel run'}
        </Button>
      </footer>
    </Modal>
  )
}
