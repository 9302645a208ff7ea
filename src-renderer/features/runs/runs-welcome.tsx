import { Play } from 'lucide-react'
import { useBoard } from '../../state/board'
import { hashOf } from '../../state/route'
import { Button } from '../../ui/button'
import { openStart } from '../start-run/start-state'

/** What a page without runs tells a newcomer. */
export function RunsWelcome() {
  const queues = useBoard((board) => board.lanes.filter(({ queue }) => queue != null).length)
  return (
    <section aria-label="About runs" className="rounded-lg border border-line bg-panel p-4 shadow-card">
      <h2 className="font-semibold text-md">No runs yet</h2>
      <p className="mt-1 max-w-160 text-soft">
        A run is one execution of a workflow: its steps one after another, each tried until it succeeds, a review that
        sends it back, or a decision that somebody is asked for. It is kept with everything that was tried, and goes on
        where it was after a restart.
      </p>
      <h3 className="mt-3 font-medium">Three ways to start one</h3>
      <ul className="mt-1 flex max-w-160 list-disc flex-col gap-1 pl-5 text-soft">
        <li>Send a message to an orchestrator with workflows: it chooses one, or its selector agent does.</li>
        <li>
          {queues > 0 ? (
            <>
              Push an item into a runbook queue on the{' '}
              <a href={hashOf({ page: 'lanes', chosen: null })} className="font-medium text-accent hover:underline">
                Lanes
              </a>{' '}
              page: its pipeline is the workflow.
            </>
          ) : (
            'Declare a queue in a runbook and push an item into it: its pipeline is the workflow.'
          )}
        </li>
        <li>Start a workflow by hand, with inputs you type.</li>
      </ul>
      <Button
        look="primary"
        icon={<Play aria-hidden size={13} />}
        className="mt-3"
        aria-haspopup="dialog"
        onClick={() => openStart()}
      >
        Start a workflow by hand
      </Button>
    </section>
  )
}
