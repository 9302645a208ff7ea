import { Search, X } from 'lucide-react'
import { cx } from '../../ui/cx'
import { inputLook } from '../../ui/field'

interface SearchBoxProps {
  readonly lane: string
  readonly typed: string
  readonly onType: (text: string) => void
}

export function SearchBox({ lane, typed, onType }: SearchBoxProps) {
  return (
    <div className="relative w-52">
      <Search aria-hidden size={14} className="absolute top-1.75 left-2 text-faint" />
      <input
        type="search"
        aria-label={`Search ${lane}`}
        placeholder="Search items"
        maxLength={200}
        value={typed}
        onChange={(event) => onType(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Escape' || typed === '') return
          event.stopPropagation()
          onType('')
        }}
        className={cx(inputLook, 'h-7 pr-7 pl-7 [&::-webkit-search-cancel-button]:hidden')}
      />
      {typed !== '' && (
        <button
          type="button"
          aria-label="Clear search"
          onClick={() => onType('')}
          className="absolute top-1 right-1 grid size-5 place-items-center rounded-sm text-faint hover:text-ink"
        >
          <X aria-hidden size={13} />
        </button>
      )}
    </div>
  )
}
