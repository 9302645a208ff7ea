import { Gavel } from 'lucide-react'
import { Button } from '../../ui/button'
import { openDecision } from './decision-state'

interface DecideButtonProps {
  readonly id: string
  /** What is decided about, for whoever hears only the button. */
  readonly of: string
  readonly small?: boolean
  readonly onOpen?: () => void
}

export function DecideButton({ id, of, small = false, onOpen }: DecideButtonProps) {
  return (
    <Button
      size="sm"
      look={small ? 'plain' : 'primary'}
      icon={<Gavel aria-hidden size={12} />}
      aria-haspopup="dialog"
      aria-label={`Decide… ${of}`}
      onClick={() => {
        onOpen?.()
        openDecision(id)
      }}
    >
      Decide…
    </Button>
  )
}
