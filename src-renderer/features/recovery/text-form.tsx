import { Send } from 'lucide-react'
import { lazy, Suspense, useCallback, useRef, useState } from 'react'
import { toast } from 'sonner'
import type { ItemRow } from '#shared/item'
import { ask } from '../../link/ask'
import type { Failure } from '../../link/failure'
import { link } from '../../link/link'
import { goTo } from '../../state/route'
import { targetOf } from '../../state/selection'
import { Button } from '../../ui/button'
import { FailureNote } from '../../ui/failure-note'
import { closeItemDialog } from './item-dialog'
import { Reading } from './reading'
import type { EditorReach } from './text-editor'
import { TextFinding } from './text-finding'
import { type TextPurpose, textPurposes } from './text-purpose'
import { type Draft, type TextCheck, useTextCheck } from './use-text-check'

const TextEditor = lazy(async () => ({ default: (await import('./text-editor')).TextEditor }))

interface TextFormProps {
  readonly row: ItemRow
  readonly purpose: TextPurpose
  readonly text: string
  /** The dialog was asked to close while there are edits. */
  readonly leaving: boolean
  readonly onEdited: (changed: boolean) => void
}

/** The text in its editor, checked as it is written, and the way to send it. */
export function TextForm({ row, purpose, text, leaving, onEdited }: TextFormProps) {
  const [draft, setDraft] = useState<Draft>(() => ({ read: () => text, changed: false }))
  const [showsChanges, setShowsChanges] = useState(false)
  const [sending, setSending] = useState(false)
  const [failure, setFailure] = useState<Failure | null>(null)
  const reach = useRef<EditorReach | null>(null)
  const check = useTextCheck(row.lane, draft)
  const edit = useCallback(
    (next: Draft) => {
      setDraft(next)
      onEdited(next.changed)
    },
    [onEdited],
  )
  const words = textPurposes[purpose]
  const send = async () => {
    setSending(true)
    const input = { lane: row.lane, item: targetOf(row), text: draft.read() }
    const asked = await ask(link, ({ lanes }) => (purpose === 'edit' ? lanes.resend(input) : lanes.repair(input)))
    setSending(false)
    if (!asked.ok) return setFailure(asked.failure)
    closeItemDialog()
    const chosen = { lane: row.lane, id: asked.value.id }
    toast.success(words.sent, { action: { label: 'Show', onClick: () => goTo({ page: 'lanes', chosen }) } })
  }
  return (
    <>
      <div className="flex min-h-0 flex-1 flex-col gap-2 px-4 pt-1">
        <Suspense fallback={<Reading />}>
          <TextEditor
            name="Message text"
            text={text}
            showsChanges={showsChanges}
            problem={check.problem}
            onEdit={edit}
            reach={reach}
          />
        </Suspense>
        <TextFinding check={check} onShow={(problem) => reach.current?.goTo(problem)} />
        {failure !== null && <FailureNote failure={failure} />}
        {leaving && (
          <p role="alert" className="wash rounded-md px-2.5 py-1.5 text-waiting">
            <span className="text-ink">What you changed has not been sent. Close again to let it go.</span>
          </p>
        )}
      </div>
      <footer className="flex shrink-0 flex-wrap items-center justify-end gap-2 px-4 pt-3 pb-4">
        <Button
          aria-pressed={showsChanges}
          className="aria-pressed:border-accent"
          onClick={() => setShowsChanges(!showsChanges)}
        >
          Show changes
        </Button>
        <Button className="mr-auto" onClick={check.again}>
          Check again
        </Button>
        <Button onClick={closeItemDialog}>Cancel</Button>
        <Button
          look="primary"
          icon={<Send aria-hidden size={13} />}
          unavailable={sending ? 'It is being sent.' : obstacleOf(check)}
          onClick={() => void send()}
        >
          {words.send}
        </Button>
      </footer>
    </>
  )
}

function obstacleOf({ settled, problem, failure }: TextCheck): string | null {
  if (!settled) return 'The text is being checked.'
  return problem?.sentence ?? failure?.sentence ?? null
}
