import { Columns3, History, type LucideIcon, ScrollText, Settings, SquareTerminal, Workflow } from 'lucide-react'
import { bounds } from '#shared/limits'
import { useBoard } from '../../state/board'
import { hashOf, type Page, type Route, useRoute } from '../../state/route'
import { cx } from '../../ui/cx'

interface Entry {
  readonly page: Page
  readonly word: string
  readonly Icon: LucideIcon
  readonly to: Route
}

export const entries: readonly Entry[] = [
  { page: 'lanes', word: 'Lanes', Icon: Columns3, to: { page: 'lanes', chosen: null } },
  { page: 'runs', word: 'Runs', Icon: Workflow, to: { page: 'runs', chosen: null } },
  { page: 'invocations', word: 'Invocations', Icon: SquareTerminal, to: { page: 'invocations', chosen: null } },
  { page: 'history', word: 'History', Icon: History, to: { page: 'history', words: '' } },
  { page: 'logs', word: 'Logs', Icon: ScrollText, to: { page: 'logs' } },
  { page: 'settings', word: 'Settings', Icon: Settings, to: { page: 'settings' } },
]

export function Rail() {
  const { page } = useRoute()
  // A decision is shown over the runs.
  const current = page === 'decisions' ? 'runs' : page
  const version = useBoard((board) => board.home.version)
  return (
    <nav
      aria-label="Pages"
      className="flex w-21 shrink-0 flex-col gap-1 overflow-y-auto border-line border-r bg-panel p-1.5 xl:w-40"
    >
      {entries.map(({ page: leadsTo, word, Icon, to }) => (
        <a
          key={leadsTo}
          href={hashOf(to)}
          aria-current={leadsTo === current ? 'page' : undefined}
          className={cx(
            'relative flex flex-col items-center gap-1 rounded-md px-1 py-2 font-medium text-2xs xl:flex-row xl:gap-2.5 xl:px-2.5 xl:py-1.5 xl:text-sm',
            leadsTo === current ? 'bg-hover text-ink' : 'text-soft hover:bg-hover hover:text-ink',
          )}
        >
          <Icon aria-hidden size={16} className={cx(leadsTo === current && 'text-accent')} />
          {word}
          {leadsTo === 'runs' && <OpenDecisions />}
        </a>
      ))}
      <p
        className="mt-auto px-1 text-center text-2xs text-faint xl:px-2.5 xl:text-left"
        title={`Lanekeeper ${version}`}
      >
        {version}
      </p>
    </nav>
  )
}

/** How many decisions wait for somebody. */
function OpenDecisions() {
  const waiting = useBoard((board) => board.decisions?.length ?? 0)
  if (waiting === 0) return null
  return (
    <span
      data-open-decisions={waiting}
      className="numeric absolute top-1 right-3 grid h-4 min-w-4 place-items-center rounded-full bg-waiting px-1 font-semibold text-2xs text-panel xl:static xl:ml-auto"
    >
      <span className="sr-only">, decisions that wait: </span>
      {waiting >= bounds.boardDecisions ? `${bounds.boardDecisions}+` : waiting}
    </span>
  )
}
