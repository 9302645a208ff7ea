import type { ItemDetail } from '#shared/contract'
import type { IncomingMessage } from '#shared/message'
import { exactTime, size } from '#shared/words'
import { hashOf } from '../../state/route'
import { Fact, Facts } from '../../ui/facts'
import { TextBlock } from '../../ui/text-block'
import { FileList } from './answer-tab'
import { incomingOf, laidOut, resentFromOf, varsOf } from './read-json'

export function MessageTab({ detail: { payload }, lane }: { readonly detail: ItemDetail; readonly lane: string }) {
  if (payload === null) return <p className="text-soft">The file of this item is not there any more.</p>
  const message = payload.truncated ? null : incomingOf(payload.text)
  const vars = payload.truncated || message !== null ? null : varsOf(payload.text)
  return (
    <>
      {vars !== null && <Vars vars={vars} />}
      {message !== null && <Message message={message} lane={lane} />}
      <TextBlock
        name="Item file"
        text={laidOut(payload.text)}
        note={payload.truncated ? `the first part of ${size(payload.bytes)}` : size(payload.bytes)}
      />
    </>
  )
}

/** What an item of a runbook queue holds. */
function Vars({ vars }: { readonly vars: Readonly<Record<string, string>> }) {
  return (
    <section aria-label="Vars" className="rounded-md border border-line bg-raised p-3 shadow-card">
      <Facts>
        {Object.entries(vars).map(([name, value]) => (
          <Fact key={name} name={name} copies={value}>
            <span className="whitespace-pre-wrap">{value}</span>
          </Fact>
        ))}
      </Facts>
    </section>
  )
}

/** The largest time a `Date` can hold; a message may claim any number. */
const lastTime = 8.64e15

function Message({ message, lane }: { readonly message: IncomingMessage; readonly lane: string }) {
  const resentFrom = resentFromOf(message)
  return (
    <>
      <section aria-label="Message text" className="rounded-md border border-line bg-raised p-3 shadow-card">
        <p className="break-words whitespace-pre-wrap text-md">{message.message}</p>
        <FileList files={message.files ?? []} />
      </section>
      <Facts>
        <Fact name="Sender">
          <bdi>{message.sender}</bdi>
          {message.senderId !== undefined && (
            <>
              {' '}
              (<bdi>{message.senderId}</bdi>)
            </>
          )}
        </Fact>
        <Fact name="Channel">
          <bdi>{message.channel}</bdi>
          {message.channelProfileId !== undefined && (
            <>
              , profile <bdi>{message.channelProfileId}</bdi>
            </>
          )}
        </Fact>
        {message.conversationId !== undefined && (
          <Fact name="Conversation" mono copies={message.conversationId}>
            {message.conversationId}
          </Fact>
        )}
        <Fact name="Sent">
          {Math.abs(message.timestamp) <= lastTime ? exactTime(message.timestamp) : message.timestamp}
        </Fact>
        <Fact name="Message id" mono copies={message.messageId}>
          {message.messageId}
        </Fact>
        {resentFrom !== null && (
          <Fact name="Resent from" copies={resentFrom}>
            <a
              href={hashOf({ page: 'lanes', chosen: { lane, id: resentFrom } })}
              className="min-w-0 break-all font-mono text-accent text-xs leading-5 hover:underline"
            >
              {resentFrom}
            </a>
          </Fact>
        )}
        {message.workflowRunId !== undefined && (
          <Fact name="Run" copies={message.workflowRunId}>
            <a
              href={hashOf({ page: 'runs', chosen: message.workflowRunId })}
              className="min-w-0 break-all font-mono text-accent text-xs leading-5 hover:underline"
            >
              {message.workflowRunId}
            </a>
          </Fact>
        )}
        {message.workflowStepId !== undefined && (
          <Fact name="Step" mono>
            {message.workflowStepId}
          </Fact>
        )}
      </Facts>
    </>
  )
}
