import { useAsked } from '../../state/use-asked'
import { FailureNote } from '../../ui/failure-note'
import { Modal } from '../../ui/modal'
import { Reading } from '../recovery/reading'
import { StartForm } from './start-form'
import { closeStart, type StartDraft, useStart } from './start-state'

/** Starts a workflow by hand. */
export function StartDialog() {
  const draft = useStart((state) => state.draft)
  return draft === null ? null : <OpenStart draft={draft} />
}

function OpenStart({ draft }: { readonly draft: StartDraft }) {
  const { value, failure } = useAsked('orchestrators', (client) => client.orchestrators.list())
  return (
    <Modal
      open
      onClose={closeStart}
      title="Start a workflow"
      description="It is put in line as a message of the panel and starts when it is its turn."
      keepOnOutsidePress
      wide
    >
      {failure !== null && (
        <div className="px-4 pb-4">
          <FailureNote failure={failure} />
        </div>
      )}
      {failure === null && value === null && <Reading />}
      {value !== null && <StartForm orchestrators={value} draft={draft} />}
    </Modal>
  )
}
