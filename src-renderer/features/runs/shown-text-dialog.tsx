import type { ShownText } from '#shared/contract'
import { size } from '#shared/words'
import type { PanelClient } from '../../link/line'
import { useAsked } from '../../state/use-asked'
import { FailureNote } from '../../ui/failure-note'
import { Modal } from '../../ui/modal'
import { TextBlock } from '../../ui/text-block'
import { Reading } from '../recovery/reading'

interface ShownTextDialogProps {
  readonly title: string
  readonly path: string | null
  readonly read: (client: PanelClient) => Promise<ShownText>
  readonly onClose: () => void
}

/** A text of a run, read when somebody wants to see it. */
export function ShownTextDialog({ title, path, read, onClose }: ShownTextDialogProps) {
  const { value, failure } = useAsked(title, read)
  return (
    <Modal
      open
      onClose={onClose}
      title={title}
      description={path === null ? undefined : <span className="break-all font-mono text-xs">{path}</span>}
      wide
    >
      <div className="min-h-24 overflow-y-auto px-4 pt-1 pb-4">
        {failure !== null && <FailureNote failure={failure} />}
        {failure === null && value === null && <Reading />}
        {value !== null && (
          <TextBlock
            name="Text"
            text={value.text}
            note={value.truncated ? `the first part of ${size(value.bytes)}` : size(value.bytes)}
          />
        )}
      </div>
    </Modal>
  )
}
