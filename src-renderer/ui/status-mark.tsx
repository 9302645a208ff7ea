import { cx } from './cx'
import { statusLooks, type Tone } from './status-look'

interface StatusMarkProps {
  readonly tone: Tone
  readonly word?: string
  readonly washed?: boolean
}

export function StatusMark({ tone, word, washed = false }: StatusMarkProps) {
  const { Icon, text, word: usual } = statusLooks[tone]
  return (
    <span
      className={cx(
        'inline-flex shrink-0 items-center gap-1 font-medium text-xs whitespace-nowrap',
        text,
        washed && 'wash rounded-sm px-1.5 py-0.5',
      )}
    >
      <Icon aria-hidden size={13} className={cx(tone === 'active' && 'animate-turn')} />
      {word ?? usual}
    </span>
  )
}
