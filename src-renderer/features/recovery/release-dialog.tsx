import { LogOut } from 'lucide-react'
import { useRef } from 'react'
import type { ReleaseEvidence } from '#shared/contract'
import type { ItemRow } from '#shared/item'
import { targetOf } from '../../state/selection'
import { Button } from '../../ui/button'
import { Fact, Facts } from '../../ui/facts'
import { FailureNote } from '../../ui/failure-note'
import { Modal } from '../../ui/modal'
import { TextBlock } from '../../ui/text-block'
import { TimeAgo } from '../../ui/time-ago'
import { act } from './act'
import { closeItemDialog } from './item-dialog'
import { itemTitle } from './item-title'
import { releaseWords } from './release-words'
import { useEvidence } from './use-evidence'

/** Shows what speaks for or against a release before it can be asked for. */
export function ReleaseDialog({ row }: { readonly row: ItemRow }) {
  const { value: evidence, failure } = useEvidence(row)
  const cancel = useRef<HTMLButtonElement>(null)
  const unavailable = failure?.sentence ?? (evidence === null ? 'The evidence is being gathered.' : null)
  return (
    <Modal
      open
      onClose={closeItemDialog}
      title="Release this item?"
      description={
        <p className="truncate" title={row.file}>
          {itemTitle(row)}
        </p>
      }
      initialFocus={cancel}
      wide
    >
      <div className="flex min-h-24 flex-col gap-3 overflow-y-auto px-4 pt-1 pb-2">
        {failure !== null && <FailureNote failure={failure} />}
        {evidence !== null && <Evidence row={row} evidence={evidence} />}
      </div>
      <footer className="flex justify-end gap-2 px-4 pt-2 pb-4">
        <Button ref={cancel} onClick={closeItemDialog}>
          Cancel
        </Button>
        <Button
          look="primary"
          icon={<LogOut aria-hidden size={13} />}
          unavailable={unavailable}
          onClick={() => {
            closeItemDialog()
            void act(row.lane, 'release', [targetOf(row)])
          }}
        >
          Release
        </Button>
      </footer>
    </Modal>
  )
}

/** What was cut out of a log begins amid a line, and only its end tells whether it goes on. */
const shownLines = 12

function endOf(output: string): string {
  return output.trimEnd().split('\n').slice(-shownLines).join('\n')
}

function Evidence({ row, evidence }: { readonly row: ItemRow; readonly evidence: ReleaseEvidence }) {
  const { worked, pid, alive, startedAt, lastOutputAt, lastOutput, resultWritten } = evidence
  const agent = [row.agent, row.provider].filter(Boolean).join(' · ')
  return (
    <>
      <section aria-label="Evidence">
        <Facts>
          <Fact name="Held by">
            {worked ? `This supervisor${agent && ` (${agent})`}` : 'Nobody in this panel’s host'}
          </Fact>
          <Fact name="Process">
            {pid === null ? (
              'None is known'
            ) : (
              <span>
                {pid}, {alive ? 'running' : 'not running any more'}
                {startedAt !== null && (
                  <>
                    , started <TimeAgo at={startedAt} />
                  </>
                )}
              </span>
            )}
          </Fact>
          <Fact name="Last output">{lastOutputAt === null ? 'None yet' : <TimeAgo at={lastOutputAt} />}</Fact>
          <Fact name="Result">{resultWritten ? 'Written to disk' : 'Not written'}</Fact>
        </Facts>
      </section>
      <p role="note" aria-label="What releasing does" className="wash rounded-md p-2.5 text-waiting">
        <span className="text-ink">{releaseWords(evidence)}</span>
      </p>
      {lastOutput !== '' && <TextBlock name="End of the log" text={endOf(lastOutput)} />}
    </>
  )
}
