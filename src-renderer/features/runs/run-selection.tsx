import { useState } from 'react'
import type { SelectionSummary } from '#shared/run'
import { useAsked } from '../../state/use-asked'
import { Button } from '../../ui/button'
import { Card } from '../../ui/card'
import { FailureNote } from '../../ui/failure-note'
import { Modal } from '../../ui/modal'
import { TextBlock } from '../../ui/text-block'
import { Reading } from '../recovery/reading'
import { selectionWords } from './selection-words'

interface RunSelectionProps {
  readonly run: string
  readonly selection: SelectionSummary | null
}

/** How the workflow was chosen, with everything that was asked and answered. */
export function RunSelection({ run, selection }: RunSelectionProps) {
  const [open, setOpen] = useState(false)
  if (selection === null) return null
  return (
    <Card name="Selection">
      <p>{selectionWords(selection)}</p>
      {selection.reason !== null && <p className="wrap-anywhere mt-1 text-soft">{selection.reason}</p>}
      {selection.asked > 0 && (
        <Button size="sm" className="mt-2" aria-haspopup="dialog" onClick={() => setOpen(true)}>
          Show what was asked and answered
        </Button>
      )}
      {open && <SelectionDialog run={run} onClose={() => setOpen(false)} />}
    </Card>
  )
}

const parts = [
  ['request', 'Request'],
  ['prompt', 'Prompt'],
  ['result', 'Result'],
  ['log', 'Log'],
] as const

function SelectionDialog({ run, onClose }: { readonly run: string; readonly onClose: () => void }) {
  const { value, failure } = useAsked(run, (client) => client.runs.selection({ id: run }))
  return (
    <Modal open onClose={onClose} title="How the workflow was chosen" large>
      <div className="flex min-h-0 flex-1 flex-col gap-3 overflow-y-auto px-4 pt-1 pb-4">
        {failure !== null && <FailureNote failure={failure} />}
        {failure === null && value === null && <Reading />}
        {value !== null &&
          parts.map(([key, name]) => {
            const shown = value[key]
            return shown === null ? (
              <p key={key} className="text-soft">
                {name}: nothing was kept.
              </p>
            ) : (
              <div key={key} className="shrink-0">
                <TextBlock name={name} text={shown.text} note={shown.truncated ? 'the first part' : null} />
              </div>
            )
          })}
      </div>
    </Modal>
  )
}
