import { Search, X } from 'lucide-react'
import { LogLevel, logLevels } from '#shared/log-line'
import { Button } from '../../ui/button'
import { cx } from '../../ui/cx'
import { inputLook } from '../../ui/field'
import { clearLogFilter, isFiltered, setLogFilter, useLogFilter } from './log-filter'
import { levelLooks } from './log-look'

export function LogFilters() {
  const { filter, scopes } = useLogFilter()
  const known = filter.scope === '' || scopes.includes(filter.scope) ? scopes : [...scopes, filter.scope]
  return (
    <search aria-label="Filter the log" className="flex flex-wrap items-center gap-2">
      <select
        aria-label="Level"
        value={filter.level}
        onChange={(event) => setLogFilter({ level: LogLevel.parse(event.target.value) })}
        className={cx(inputLook, 'h-7 w-auto!')}
      >
        {logLevels.map((level) => (
          <option key={level} value={level}>
            {levelLooks[level].least}
          </option>
        ))}
      </select>
      <select
        aria-label="Scope"
        value={filter.scope}
        onChange={(event) => setLogFilter({ scope: event.target.value })}
        className={cx(inputLook, 'h-7 w-auto! max-w-48')}
      >
        <option value="">All scopes</option>
        {known.map((scope) => (
          <option key={scope} value={scope}>
            {scope}
          </option>
        ))}
      </select>
      <div className="relative w-60 max-w-full">
        <Search aria-hidden size={14} className="absolute top-1.75 left-2 text-faint" />
        <input
          type="search"
          aria-label="Search the log"
          placeholder="Search sentences and facts"
          maxLength={200}
          value={filter.search}
          onChange={(event) => setLogFilter({ search: event.target.value })}
          onKeyDown={(event) => {
            if (event.key === 'Escape') setLogFilter({ search: '' })
          }}
          className={cx(inputLook, 'h-7 pl-7')}
        />
      </div>
      {isFiltered(filter) && (
        <Button size="sm" look="ghost" icon={<X aria-hidden size={12} />} onClick={clearLogFilter}>
          Show all
        </Button>
      )}
    </search>
  )
}
