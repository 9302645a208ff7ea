import { OctagonX } from 'lucide-react'
import { useState } from 'react'
import { counted } from '#shared/words'
import { useBoard } from '../../state/board'
import { Button } from '../../ui/button'
import { Confirm } from '../../ui/confirm'
import { askSupervisor } from './ask-supervisor'

/** Ends the drain of a stop, after a question. */
export function StopNow() {
  const active = useBoard((board) => board.supervisor.draining?.active ?? 0)
  const [asking, setAsking] = useState(false)
  return (
    <>
      <Button
        size="sm"
        icon={<OctagonX aria-hidden size={12} />}
        aria-haspopup="dialog"
        onClick={() => setAsking(true)}
      >
        Stop now
      </Button>
      <Confirm
        open={asking}
        onClose={() => setAsking(false)}
        title="Stop without waiting?"
        word="Stop now"
        icon={<OctagonX aria-hidden size={13} />}
        onConfirm={() => void askSupervisor('stopNow')}
      >
        <p>
          {counted(active, 'item is', 'items are')} still worked on. {active === 1 ? 'Its run is' : 'Their runs are'}{' '}
          ended now, and {active === 1 ? 'it goes' : 'they go'} back in line: the next start begins{' '}
          {active === 1 ? 'it' : 'them'} anew, and no attempt is counted.
        </p>
      </Confirm>
    </>
  )
}
