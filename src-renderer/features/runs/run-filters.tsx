import { Search } from 'lucide-react'
import { count } from '#shared/words'
import { useBoard } from '../../state/board'
import { cx } from '../../ui/cx'
import { inputLook } from '../../ui/field'
import { phaseLooks } from './phase-look'
import { chipCount, type PhaseChip, phaseChips, useRunsFilter } from './runs-filter'

export function RunFilters() {
  const { search } = useRunsFilter()
  return (
    <search aria-label="Filter the runs" className="flex flex-wrap items-center gap-2">
      <fieldset className="flex flex-wrap gap-1">
        <legend className="sr-only">Phase</legend>
        {phaseChips.map((chip) => (
          <Chip key={chip} chip={chip} />
        ))}
      </fieldset>
      <div className="relative w-60 max-w-full">
        <Search aria-hidden size={14} className="absolute top-1.75 left-2 text-faint" />
        <input
          type="search"
          aria-label="Search runs"
          placeholder="Search runs"
          maxLength={200}
          value={search}
          onChange={(event) => useRunsFilter.setState({ search: event.target.value })}
          onKeyDown={(event) => {
            if (event.key === 'Escape') useRunsFilter.setState({ search: '' })
          }}
          className={cx(inputLook, 'h-7 pl-7')}
        />
      </div>
    </search>
  )
}

function Chip({ chip }: { readonly chip: PhaseChip }) {
  const chosen = useRunsFilter((filter) => filter.phase === chip)
  const runs = useBoard((board) => board.runs)
  const many = chipCount(chip, runs)
  const look = chip === 'all' || chip === 'open' ? null : phaseLooks[chip]
  const word = look?.word ?? (chip === 'all' ? 'All' : 'Open')
  return (
    <button
      type="button"
      aria-pressed={chosen}
      onClick={() => useRunsFilter.setState({ phase: chip })}
      className={cx(
        'inline-flex h-7 items-center gap-1.5 rounded-md border px-2 font-medium text-xs',
        chosen ? 'border-accent bg-raised text-ink' : 'border-line text-soft hover:border-edge hover:text-ink',
      )}
    >
      {look !== null && <look.Icon aria-hidden size={12} className={look.text} />}
      {word}
      {many !== null && many > 0 && <span className="numeric font-semibold">{count(many)}</span>}
    </button>
  )
}
