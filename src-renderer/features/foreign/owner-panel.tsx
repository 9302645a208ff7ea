import { ExternalLink } from 'lucide-react'
import { useState } from 'react'
import { type Asked, ask } from '../../link/ask'
import { link } from '../../link/link'
import { Button } from '../../ui/button'
import { CopyButton } from '../../ui/copy-button'
import { FailureNote } from '../../ui/failure-note'

interface OwnerPanelProps {
  /** Why the owner cannot be asked, or null. */
  readonly unavailable: string | null
}

type Answer = Asked<{ address: string | null }>

/** In a row of buttons: asks the owner for an address that opens its panel once, or to bring its window to the front. */
export function OwnerPanel({ unavailable }: OwnerPanelProps) {
  const [asking, setAsking] = useState(false)
  const [answer, setAnswer] = useState<Answer | null>(null)
  const [used, setUsed] = useState(false)
  const open = async () => {
    setAsking(true)
    setUsed(false)
    setAnswer(await ask(link, (client) => client.supervisor.ownerPanel()))
    setAsking(false)
  }
  return (
    <>
      <Button
        look="primary"
        icon={<ExternalLink aria-hidden size={13} />}
        unavailable={unavailable ?? (asking ? 'The owner is being asked.' : null)}
        onClick={() => void open()}
      >
        Open its panel
      </Button>
      <div role="status" className="order-last w-full empty:hidden">
        {answer?.ok && <Way address={answer.value.address} used={used} onUse={() => setUsed(true)} />}
      </div>
      {answer !== null && !answer.ok && (
        <div className="order-last w-full">
          <FailureNote failure={answer.failure} />
        </div>
      )}
    </>
  )
}

interface WayProps {
  readonly address: string | null
  readonly used: boolean
  readonly onUse: () => void
}

function Way({ address, used, onUse }: WayProps) {
  if (address === null) return <p className="text-completed">Its window was brought to the front.</p>
  // An address opens the panel once.
  if (used) return <p className="text-soft">It was opened. For another address, press the button again.</p>
  return (
    <p className="flex min-w-0 items-center gap-1">
      <a
        href={address}
        target="_blank"
        rel="noreferrer"
        onClick={onUse}
        className="min-w-0 truncate font-medium text-accent underline"
      >
        {new URL(address).origin}
      </a>
      <span className="shrink-0 text-soft">opens it once.</span>
      <CopyButton name="Copy address" text={address} />
    </p>
  )
}
