import { ChevronRight } from 'lucide-react'
import { memo, type ReactNode } from 'react'
import { exactTime, isoTime } from '#shared/words'
import { timeOfDay } from '../../ui/clock-words'
import { cx } from '../../ui/cx'
import { type LiveLook, liveLook } from './live-look'
import type { LiveRow as Row } from './live-rows'
import { inputWords, oneLine, retryWords } from './live-words'

interface LiveRowProps {
  readonly row: Row
  readonly open: boolean
  readonly onToggle: (key: number) => void
  /** Called as soon as a row is pressed, so that it is still there when it is let go. */
  readonly onHold: () => void
}

/** Rows are made anew with every event; those that say the same need not be drawn again. */
function sameRow(before: LiveRowProps, after: LiveRowProps): boolean {
  return (
    before.row.event === after.row.event &&
    before.row.result === after.row.result &&
    before.open === after.open &&
    before.onToggle === after.onToggle &&
    before.onHold === after.onHold
  )
}

/** One thing that happened in a run. What is long for its worth is folded to a line. */
export const LiveRow = memo(function LiveRow({ row, open, onToggle, onHold }: LiveRowProps) {
  const { event } = row
  const look = liveLook(event)
  const folded = foldedOf(row)
  return (
    <div data-kind={event.kind} className="flex gap-2 px-2.5 py-1">
      <look.Icon aria-hidden size={14} className={cx('mt-0.75 shrink-0', look.text)} />
      <div className="min-w-0 flex-1">
        {folded === null ? (
          <Plain row={row} look={look} />
        ) : (
          <Folded folded={folded} look={look} open={open} onToggle={() => onToggle(row.key)} onHold={onHold} />
        )}
        {event.cut && <p className="text-2xs text-faint">Cut. Raw has all of it.</p>}
      </div>
      <time
        dateTime={isoTime(event.at)}
        title={exactTime(event.at)}
        className="numeric mt-0.5 shrink-0 text-2xs text-faint"
      >
        {timeOfDay(event.at)}
      </time>
    </div>
  )
}, sameRow)

function Plain({ row: { event }, look }: { readonly row: Row; readonly look: LiveLook }) {
  switch (event.kind) {
    case 'text':
      return (
        <p className="wrap-anywhere whitespace-pre-wrap">
          <span className="sr-only">Agent: </span>
          {event.text}
        </p>
      )
    case 'change':
      return (
        <p>
          <Word look={look} />
          <code className="break-all font-mono text-xs">{event.path}</code>
        </p>
      )
    case 'retry': {
      const words = retryWords(event)
      return (
        <p className="wrap-anywhere">
          <Word look={look} />
          {event.text}
          {words !== '' && <span className="text-soft"> ({words})</span>}
        </p>
      )
    }
    default:
      return (
        <p className="wrap-anywhere whitespace-pre-wrap">
          <Word look={look} />
          {'text' in event && event.text}
        </p>
      )
  }
}

function Word({ look }: { readonly look: LiveLook }) {
  return <span className={cx('mr-1.5 font-medium', look.text)}>{look.word}</span>
}

interface FoldedEvent {
  readonly line: string
  /** Below the line even while folded: what came of it. */
  readonly outcome: { readonly ok: boolean; readonly line: string } | null
  readonly parts: readonly { readonly name: string; readonly text: string }[]
}

/** What is folded to a line, or null for what is shown whole. */
function foldedOf({ event, result }: Row): FoldedEvent | null {
  switch (event.kind) {
    case 'thinking':
      return { line: oneLine(event.text), outcome: null, parts: [{ name: 'Thinking', text: event.text }] }
    case 'tool': {
      const input = inputWords(event.input)
      const outcome = result === null ? null : { ok: result.ok, line: oneLine(result.text) || 'no output' }
      const parts = [{ name: 'Input', text: input.whole }]
      if (result !== null) parts.push({ name: 'Result', text: result.text })
      return { line: input.line, outcome, parts }
    }
    case 'result':
      return { line: oneLine(event.text), outcome: null, parts: [{ name: 'Result', text: event.text }] }
    default:
      return null
  }
}

interface FoldedProps {
  readonly folded: FoldedEvent
  readonly look: LiveLook
  readonly open: boolean
  readonly onToggle: () => void
  readonly onHold: () => void
}

function Folded({ folded: { line, outcome, parts }, look, open, onToggle, onHold }: FoldedProps) {
  return (
    <>
      <button
        type="button"
        aria-expanded={open}
        onPointerDown={onHold}
        onClick={onToggle}
        className="flex w-full min-w-0 items-center gap-1 rounded-sm text-left hover:bg-hover"
      >
        <span className={cx('shrink-0 font-medium', look.text)}>{look.word}</span>
        <span className={cx('min-w-0 flex-1 truncate text-soft', look.mono && 'font-mono text-xs')}>{line}</span>
        <ChevronRight aria-hidden size={13} className={cx('shrink-0 text-faint', open && 'rotate-90')} />
      </button>
      {outcome !== null && !open && (
        <Outcome ok={outcome.ok}>
          <span className="min-w-0 truncate font-mono">{outcome.line}</span>
        </Outcome>
      )}
      {open &&
        parts.map(({ name, text }) => (
          <section key={name} aria-label={name} className="mt-1 rounded-md border border-line bg-panel">
            <h4 className="px-2 pt-1 text-2xs text-faint">
              {name}
              {name === 'Result' && outcome?.ok === false && <span className="ml-1 text-dead">failed</span>}
            </h4>
            <pre className="wrap-anywhere px-2 pb-1.5 font-mono text-xs leading-4.5 whitespace-pre-wrap">
              {text || 'nothing'}
            </pre>
          </section>
        ))}
    </>
  )
}

function Outcome({ ok, children }: { readonly ok: boolean; readonly children: ReactNode }) {
  return (
    <p className={cx('flex min-w-0 items-center gap-1 border-l-2 pl-1.5 text-xs', ok ? 'border-edge' : 'border-dead')}>
      <span className={cx('shrink-0', ok ? 'text-faint' : 'font-medium text-dead')}>{ok ? 'result' : 'failed'}</span>
      {children}
    </p>
  )
}
