import { create } from 'zustand'
import type { LogLevel, LogQuery } from '#shared/log-line'
import { goTo } from '../../state/route'

export type LogFilter = Pick<LogQuery, 'level' | 'scope' | 'search'>

const everything: LogFilter = { level: 'debug', scope: '', search: '' }

interface Filtering {
  readonly filter: LogFilter
  /** Every scope that a line has had since the page was loaded. */
  readonly scopes: readonly string[]
}

/** Kept while the operator looks at other pages. */
export const useLogFilter = create<Filtering>(() => ({ filter: everything, scopes: [] }))

export function setLogFilter(change: Partial<LogFilter>): void {
  useLogFilter.setState(({ filter }) => ({ filter: { ...filter, ...change } }))
}

export function clearLogFilter(): void {
  useLogFilter.setState({ filter: everything })
}

export function isFiltered({ level, scope, search }: LogFilter): boolean {
  return level !== 'debug' || scope !== '' || search !== ''
}

export function sawScopes(seen: Iterable<string>): void {
  const { scopes } = useLogFilter.getState()
  const all = new Set(scopes)
  for (const scope of seen) if (scope !== '') all.add(scope)
  if (all.size > scopes.length) useLogFilter.setState({ scopes: [...all].sort() })
}

/** Shows the log from this level on, whatever the filter was before. */
export function openLog({ level }: { readonly level: LogLevel }): void {
  useLogFilter.setState({ filter: { ...everything, level } })
  goTo({ page: 'logs' })
}
