import type { RunPhase } from '#shared/run'
import { cx } from '../../ui/cx'
import { phaseLooks } from './phase-look'

interface PhaseMarkProps {
  readonly phase: RunPhase
  readonly washed?: boolean
}

export function PhaseMark({ phase, washed = false }: PhaseMarkProps) {
  const { Icon, text, word } = phaseLooks[phase]
  return (
    <span
      data-phase={phase}
      className={cx(
        'inline-flex shrink-0 items-center gap-1 font-medium text-xs whitespace-nowrap',
        text,
        washed && 'wash rounded-sm px-1.5 py-0.5',
      )}
    >
      <Icon aria-hidden size={13} className={cx(phase === 'running' && 'animate-turn')} />
      {word}
    </span>
  )
}
