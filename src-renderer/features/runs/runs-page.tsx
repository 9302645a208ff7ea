import { Play } from 'lucide-react'
import { useRoute } from '../../state/route'
import { Button } from '../../ui/button'
import { WaitingDecisions } from '../decisions/waiting-decisions'
import { openStart } from '../start-run/start-state'
import { RunFilters } from './run-filters'
import { RunList } from './run-list'
import { RunView } from './run-view'

/** The runs, or the one that is chosen. */
export function RunsPage() {
  const route = useRoute()
  const chosen = route.page === 'runs' ? route.chosen : null
  if (chosen !== null) return <RunView key={chosen} id={chosen} />
  return (
    <main className="flex min-w-0 flex-1 flex-col gap-3 overflow-y-auto p-3">
      <header className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <h1 className="font-semibold text-lg">Runs</h1>
        <div className="order-last w-full xl:order-none xl:w-auto">
          <RunFilters />
        </div>
        <Button
          look="primary"
          icon={<Play aria-hidden size={13} />}
          className="ml-auto"
          aria-haspopup="dialog"
          onClick={() => openStart()}
        >
          Start workflow
        </Button>
      </header>
      <WaitingDecisions />
      <RunList />
    </main>
  )
}
