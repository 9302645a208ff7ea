import { useRef } from 'react'
import { useBoard } from '../../state/board'
import { useRoute } from '../../state/route'
import { FailureNote } from '../../ui/failure-note'
import { Modal } from '../../ui/modal'
import { Reading } from '../recovery/reading'
import { DecisionForm } from './decision-form'
import { closeDecision, useOpenDecision } from './decision-state'
import { kindWords } from './decision-words'
import { useDecision } from './use-decision'

/** The decision that somebody opened, or that the address names. */
export function DecisionDialog() {
  const opened = useOpenDecision((state) => state.id)
  const route = useRoute()
  const id = opened ?? (route.page === 'decisions' ? route.chosen : null)
  // Another host's home has no decisions to show here.
  const foreign = useBoard((board) => board.supervisor.state === 'foreign')
  return id === null || foreign ? null : <OpenDecision key={id} id={id} />
}

function OpenDecision({ id }: { readonly id: string }) {
  const { value: decision, failure, readAgain } = useDecision(id)
  const body = useRef<HTMLDivElement>(null)
  const where = [decision?.source?.name, decision?.workflow, decision?.stepId].filter((part) => part != null)
  return (
    <Modal
      open
      onClose={closeDecision}
      title={decision === null ? 'Decision' : kindWords[decision.kind]}
      description={where.length === 0 ? undefined : where.join(' · ')}
      initialFocus={body}
      keepOnOutsidePress
      wide
    >
      <div ref={body} tabIndex={-1} className="flex min-h-24 flex-col overflow-hidden outline-none">
        {failure !== null && decision === null && (
          <div className="px-4 pb-4">
            <FailureNote failure={failure} />
          </div>
        )}
        {failure === null && decision === null && <Reading />}
        {decision !== null && <DecisionForm decision={decision} readAgain={readAgain} />}
      </div>
    </Modal>
  )
}
