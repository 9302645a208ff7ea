import { FileText } from 'lucide-react'
import type { ItemDetail } from '#shared/contract'
import type { Column } from '#shared/item'
import { size } from '#shared/words'
import { hashOf } from '../../state/route'
import { CopyButton } from '../../ui/copy-button'
import { shownName } from '../../ui/shown-name'
import { TextBlock } from '../../ui/text-block'
import { RefusedNote } from '../invocations/refused-note'
import { laidOut, outgoingOf } from './read-json'

const without: Record<Column, string> = {
  pending: 'No answer yet: it waits for its turn.',
  active: 'No answer yet: it is being worked on.',
  failed: 'No answer yet: it waits for its next attempt.',
  completed: 'The answer is not in the outgoing folder any more. A channel client may have taken it.',
  dead: 'There is no answer: its attempts are spent.',
  rejected: 'There is no answer: the file was rejected.',
  trash: 'There is no answer: it was discarded.',
}

export function AnswerTab({ detail }: { readonly detail: ItemDetail }) {
  const { result, row, invocations } = detail
  const notes = invocations.map(
    ({ id, refused }) => refused !== undefined && <RefusedNote key={id} refused={refused} />,
  )
  if (result === null) {
    return (
      <>
        <p className="text-soft">{row === null ? 'There is no answer.' : without[row.column]}</p>
        {notes}
      </>
    )
  }
  const answer = outgoingOf(result.text)
  const raw = (
    <TextBlock
      name="Result file"
      text={laidOut(result.text)}
      note={result.truncated ? `the first part of ${size(result.bytes)}` : size(result.bytes)}
    />
  )
  return (
    <>
      {answer !== null && (
        <section aria-label="Answer" className="rounded-md border border-line bg-raised p-3 shadow-card">
          <header className="mb-1.5 flex items-center gap-2 text-xs">
            <span className="shrink-0 max-w-40 truncate font-medium text-completed">{answer.agent}</span>
            <span className="min-w-0 text-faint wrap-anywhere">
              to <bdi>{answer.sender}</bdi> on <bdi>{answer.channel}</bdi>
            </span>
            <span className="-my-1 ml-auto shrink-0">
              <CopyButton name="Copy answer" text={answer.message} />
            </span>
          </header>
          <p className="break-words whitespace-pre-wrap text-md">{answer.message}</p>
          <FileList files={answer.files} />
          {answer.workflowRunId !== undefined && (
            <a
              href={hashOf({ page: 'runs', chosen: answer.workflowRunId })}
              className="mt-2 inline-block font-medium text-accent text-xs hover:underline"
            >
              Show the run it comes from
            </a>
          )}
        </section>
      )}
      {notes}
      <p className="break-all font-mono text-faint text-xs">{result.file}</p>
      {raw}
    </>
  )
}

export function FileList({ files }: { readonly files: readonly string[] }) {
  if (files.length === 0) return null
  return (
    <ul aria-label="Files" className="mt-2 flex flex-col gap-1">
      {files.map((file) => (
        <li key={file} className="flex items-start gap-1.5 font-mono text-xs break-all">
          <FileText aria-hidden size={13} className="mt-0.5 shrink-0 text-faint" />
          {shownName(file)}
        </li>
      ))}
    </ul>
  )
}
