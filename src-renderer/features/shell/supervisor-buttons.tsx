import { Play, RefreshCw, Square } from 'lucide-react'
import { type SupervisorAction, supervisorOffers } from '#shared/supervisor'
import { useBoard } from '../../state/board'
import { Button } from '../../ui/button'
import { press } from './press'

const buttons = [
  { action: 'start', word: 'Start', Icon: Play },
  { action: 'stop', word: 'Stop', Icon: Square },
  { action: 'restart', word: 'Restart', Icon: RefreshCw },
] as const satisfies readonly { action: SupervisorAction; word: string; Icon: typeof Play }[]

export function SupervisorButtons() {
  const offers = supervisorOffers(useBoard((board) => board.supervisor.state))
  return (
    <fieldset className="flex shrink-0 gap-1">
      <legend className="sr-only">Supervisor controls</legend>
      {buttons.map(({ action, word, Icon }) => {
        const offer = offers[action]
        return (
          <Button
            key={action}
            look={action === 'start' && offer.possible ? 'primary' : 'plain'}
            icon={
              <span aria-hidden title={offer.possible ? word : undefined}>
                <Icon size={13} />
              </span>
            }
            unavailable={offer.possible ? null : offer.why}
            onClick={() => void press(action)}
          >
            <span className="max-md:sr-only">{word}</span>
          </Button>
        )
      })}
    </fieldset>
  )
}
