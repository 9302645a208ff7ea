import type { Invocation } from '#shared/invocation'
import { useBoard } from '../../state/board'
import { cx } from '../../ui/cx'
import { LiveViewer } from '../live/live-viewer'
import { LogViewer } from './log-viewer'
import { useOutputView } from './output-view'

/** What a run does: readably where its program tells events, and as it was written. */
export function Output({ invocation: { id, provider } }: { readonly invocation: Invocation }) {
  const kind = useBoard((board) => board.providers.find(({ name }) => name === provider)?.kind)
  const view = useOutputView((state) => state.view)
  // A command tells nothing but its output.
  if (kind === 'command') return <LogViewer key={id} id={id} />
  return view === 'live' ? (
    <LiveViewer key={id} id={id} views={<Views />} />
  ) : (
    <LogViewer key={id} id={id} views={<Views />} />
  )
}

const views = { live: 'Live', raw: 'Raw' } as const

function Views() {
  const shown = useOutputView(({ view }) => view)
  return (
    <fieldset className="flex shrink-0 gap-0.5">
      <legend className="sr-only">View</legend>
      {(['live', 'raw'] as const).map((view) => (
        <button
          key={view}
          type="button"
          aria-pressed={view === shown}
          onClick={() => useOutputView.setState({ view })}
          className={cx(
            'h-6 rounded-sm px-2 font-semibold text-xs',
            view === shown ? 'bg-raised text-ink shadow-card' : 'text-soft hover:text-ink',
          )}
        >
          {views[view]}
        </button>
      ))}
    </fieldset>
  )
}
