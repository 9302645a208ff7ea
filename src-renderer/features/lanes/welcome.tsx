import { Check, Play, Send } from 'lucide-react'
import type { ReactNode } from 'react'
import type { Sample } from '#shared/contract'
import { supervisorOffers } from '#shared/supervisor'
import { useBoard } from '../../state/board'
import { useAsked } from '../../state/use-asked'
import { Button } from '../../ui/button'
import { FailureNote } from '../../ui/failure-note'
import { press } from '../shell/press'
import { Answering } from './answering'
import { sendSample } from './send-sample'

/** What an empty lane tells a newcomer to do next. */
export function Welcome({ lane }: { readonly lane: string }) {
  const samples = useAsked('samples', (client) => client.home.samples())
  return (
    <section aria-label="Getting started" className="rounded-lg border border-line bg-panel p-4 shadow-card">
      <h3 className="font-semibold text-md">Nothing here yet. Three steps to the first answer:</h3>
      <ol className="mt-3 grid gap-6 md:grid-cols-[1fr_1.5fr_1fr]">
        <Step number={1} title="Start the supervisor">
          <StartStep />
        </Step>
        <Step number={2} title="Give it a message">
          <p className="text-soft">Drop a .json file anywhere on this lane, write a new message, or send a sample:</p>
          {samples.failure !== null && <FailureNote failure={samples.failure} />}
          <ul className="mt-2 flex flex-col gap-1">
            {samples.value?.map((sample) => (
              <SampleRow key={sample.name} lane={lane} sample={sample} />
            ))}
          </ul>
        </Step>
        <Step number={3} title="Watch it become an answer">
          <p className="text-soft">
            It moves from Pending over Active to Completed. Choose it on its way to read its log, and its answer once it
            is there.
          </p>
        </Step>
      </ol>
      <div className="mt-4 border-line border-t pt-3 text-sm">
        <Answering />
      </div>
    </section>
  )
}

interface StepProps {
  readonly number: number
  readonly title: string
  readonly children: ReactNode
}

function Step({ number, title, children }: StepProps) {
  return (
    <li className="flex min-w-0 gap-2.5">
      <span
        aria-hidden
        className="numeric grid size-5.5 shrink-0 place-items-center rounded-full border border-edge font-semibold text-soft text-xs"
      >
        {number}
      </span>
      <div className="min-w-0 flex-1">
        <h4 className="mb-1 font-medium">{title}</h4>
        {children}
      </div>
    </li>
  )
}

function StartStep() {
  const state = useBoard((board) => board.supervisor.state)
  const { start } = supervisorOffers(state)
  if (state === 'running' || state === 'degraded') {
    return (
      <p className="flex items-center gap-1.5 text-completed">
        <Check aria-hidden size={14} /> It is running.
      </p>
    )
  }
  return (
    <>
      <p className="mb-2 text-soft">It claims messages in order and runs the agent.</p>
      <Button
        look="primary"
        icon={<Play aria-hidden size={13} />}
        unavailable={start.possible ? null : start.why}
        onClick={() => void press('start')}
      >
        Start supervisor
      </Button>
    </>
  )
}

function SampleRow({ lane, sample }: { readonly lane: string; readonly sample: Sample }) {
  return (
    <li className="flex items-center gap-2 rounded-md bg-sunken py-1 pr-1 pl-2.5">
      <span className="min-w-0 flex-1 truncate" title={sample.title}>
        {sample.title}
      </span>
      <Button
        look="bare"
        size="sm"
        aria-label={`Send sample: ${sample.title}`}
        icon={<Send aria-hidden size={12} />}
        className="text-accent hover:bg-hover"
        onClick={() => void sendSample(lane, sample)}
      >
        Send
      </Button>
    </li>
  )
}
