import { Popover } from '@base-ui/react/popover'
import { Bell, CircleAlert, Info, type LucideIcon, TriangleAlert, X } from 'lucide-react'
import { useState } from 'react'
import type { Attention as Entry } from '#shared/board'
import { counted } from '#shared/words'
import { useBoard } from '../../state/board'
import { goTo } from '../../state/route'
import { Button, IconButton } from '../../ui/button'
import { cx } from '../../ui/cx'
import { DecideButton } from '../decisions/decide-button'
import { openLog } from '../logs/log-filter'
import { inboxEntries } from './inbox-entries'

const levels: Record<Entry['level'], { Icon: LucideIcon; word: string; text: string }> = {
  notice: { Icon: Info, word: 'Notice', text: 'text-active' },
  warning: { Icon: TriangleAlert, word: 'Warning', text: 'text-waiting' },
  error: { Icon: CircleAlert, word: 'Error', text: 'text-dead' },
}

/** What a person should look at. Dismissing hides an entry until its cause comes up anew. */
export function Attention() {
  const all = useBoard((board) => board.attention)
  const decisions = useBoard((board) => board.decisions)
  const [dismissed, setDismissed] = useState<ReadonlySet<string>>(new Set())
  const [open, setOpen] = useState(false)
  const entries = inboxEntries({ attention: all, decisions }, dismissed)
  const worst = entries[0]
  if (worst === undefined) return null
  // An entry that has gone and comes back is news again.
  const dismiss = (id: string) =>
    setDismissed(new Set([...all.map((entry) => entry.id).filter((known) => dismissed.has(known)), id]))
  const { Icon, text } = levels[worst.level]
  return (
    <Popover.Root open={open} onOpenChange={setOpen}>
      <Popover.Trigger
        render={
          <Button
            look="bare"
            aria-label={`Attention: ${counted(entries.length, 'entry', 'entries')}`}
            icon={worst.level === 'notice' ? <Bell aria-hidden size={15} /> : <Icon aria-hidden size={15} />}
            className={cx('wash numeric', text)}
          >
            {entries.length}
          </Button>
        }
      />
      <Popover.Portal>
        <Popover.Positioner side="bottom" align="end" sideOffset={6} className="z-30">
          <Popover.Popup className="max-h-[70vh] w-100 max-w-[calc(100vw-32px)] overflow-y-auto rounded-lg border border-line bg-raised shadow-float outline-none">
            <Popover.Title className="border-line border-b px-3 py-2 font-semibold text-sm">
              Needs attention
            </Popover.Title>
            <ul className="divide-y divide-line">
              {entries.map((entry) => (
                <AttentionEntry
                  key={entry.id}
                  entry={entry}
                  onDismiss={() => dismiss(entry.id)}
                  onLeave={() => setOpen(false)}
                />
              ))}
            </ul>
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  )
}

interface AttentionEntryProps {
  readonly entry: Entry
  readonly onDismiss: () => void
  readonly onLeave: () => void
}

function AttentionEntry({ entry, onDismiss, onLeave }: AttentionEntryProps) {
  const { Icon, word, text } = levels[entry.level]
  const { lane, itemId, decisionId } = entry
  return (
    <li className="flex gap-2 px-3 py-2.5">
      <Icon aria-hidden size={15} className={cx('mt-0.5 shrink-0', text)} />
      <div className="min-w-0 flex-1 break-words text-sm">
        <p>
          <span className={cx('font-medium', text)}>{word}: </span>
          {entry.sentence}
        </p>
        {entry.nextStep !== null && <p className="text-soft">{entry.nextStep}</p>}
        {decisionId != null && (
          <div className="mt-1.5">
            <DecideButton id={decisionId} of={entry.sentence.slice(0, 80)} onOpen={onLeave} />
          </div>
        )}
        {lane !== null && itemId !== null && (
          <button
            type="button"
            className="mt-1 font-medium text-accent hover:underline"
            onClick={() => {
              goTo({ page: 'lanes', chosen: { lane, id: itemId } })
              onLeave()
            }}
          >
            Show item
          </button>
        )}
        {lane !== null && itemId === null && (
          <button
            type="button"
            className="mt-1 font-medium text-accent hover:underline"
            onClick={() => {
              goTo({ page: 'lanes', chosen: null, lane })
              onLeave()
            }}
          >
            Show lane
          </button>
        )}
        {entry.inLog === true && (
          <button
            type="button"
            className="mt-1 font-medium text-accent hover:underline"
            onClick={() => {
              openLog({ level: 'warn' })
              onLeave()
            }}
          >
            Open the log
          </button>
        )}
      </div>
      {decisionId == null && <IconButton name="Dismiss" icon={<X aria-hidden size={14} />} small onClick={onDismiss} />}
    </li>
  )
}
