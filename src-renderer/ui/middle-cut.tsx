import { cx } from './cx'
import { shownName } from './shown-name'

interface MiddleCutProps {
  readonly text: string
  /** How many characters at the end always stay. */
  readonly tail?: number
  readonly className?: string
}

/** One line of text that loses its middle when there is no room for all of it; the title has it whole. */
export function MiddleCut({ text, tail = 16, className }: MiddleCutProps) {
  const shown = shownName(text)
  const cut = Math.max(0, shown.length - tail)
  return (
    <span title={text} className={cx('inline-flex min-w-0 max-w-full', className)}>
      <span className="truncate whitespace-pre">{shown.slice(0, cut)}</span>
      <span className="shrink-0 whitespace-pre">{shown.slice(cut)}</span>
    </span>
  )
}
