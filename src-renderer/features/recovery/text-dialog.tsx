import { useState } from 'react'
import type { ItemRow } from '#shared/item'
import { FailureNote } from '../../ui/failure-note'
import { Modal } from '../../ui/modal'
import { plainName } from '../../ui/plain-name'
import { editableText } from './editable-text'
import { closeItemDialog } from './item-dialog'
import { Reading } from './reading'
import { TextForm } from './text-form'
import { type TextPurpose, textPurposes } from './text-purpose'
import { useItemText } from './use-item-text'

interface TextDialogProps {
  readonly row: ItemRow
  readonly purpose: TextPurpose
}

export function TextDialog({ row, purpose }: TextDialogProps) {
  const { title, description } = textPurposes[purpose]
  const { value: text, failure } = useItemText(row)
  const [edited, setEdited] = useState(false)
  const [leaving, setLeaving] = useState(false)
  return (
    <Modal
      open
      onClose={() => (edited && !leaving ? setLeaving(true) : closeItemDialog())}
      title={title}
      description={
        <>
          <p className="truncate font-mono text-ink text-xs" title={row.file}>
            {plainName(row)}
          </p>
          <p>{description}</p>
        </>
      }
      keepOnOutsidePress
      large
    >
      {failure !== null && (
        <div className="px-4 pb-4">
          <FailureNote failure={failure} />
        </div>
      )}
      {failure === null && text === null && <Reading />}
      {failure === null && text !== null && (
        <TextForm
          row={row}
          purpose={purpose}
          text={purpose === 'edit' ? editableText(text) : text}
          leaving={leaving}
          onEdited={(changed) => {
            setEdited(changed)
            setLeaving(false)
          }}
        />
      )}
    </Modal>
  )
}
