import { PenLine, Send } from 'lucide-react'
import type { LaneCard } from '#shared/board'
import { Button } from '../../ui/button'
import { ChooseFiles } from './choose-files'
import { openCompose } from './compose-state'
import { openPush } from './push-state'

/** The ways to put something into a lane; one that no runbook declares any more takes nothing. */
export function AddButtons({ lane: { name, queue } }: { readonly lane: LaneCard }) {
  if (queue === null) return null
  return (
    <>
      <ChooseFiles lane={name} />
      {queue === undefined ? (
        <Button
          look="primary"
          icon={<PenLine aria-hidden size={14} />}
          onClick={() => openCompose(name)}
          aria-haspopup="dialog"
        >
          New message
        </Button>
      ) : (
        <Button
          look="primary"
          icon={<Send aria-hidden size={14} />}
          onClick={() => openPush(name)}
          aria-haspopup="dialog"
        >
          Push item
        </Button>
      )}
    </>
  )
}
