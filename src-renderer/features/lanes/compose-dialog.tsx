import { ChevronDown, Send } from 'lucide-react'
import { type FormEvent, useRef, useState } from 'react'
import { toast } from 'sonner'
import { z } from 'zod'
import { builtInChannels } from '#shared/message'
import { ask } from '../../link/ask'
import type { Failure } from '../../link/failure'
import { link } from '../../link/link'
import { remember, remembered } from '../../state/remembered'
import { goTo } from '../../state/route'
import { cx } from '../../ui/cx'
import { Field, inputLook } from '../../ui/field'
import { FormFoot } from '../../ui/form-foot'
import { Modal } from '../../ui/modal'
import { Answering } from './answering'
import { checkedDraft, type Draft, type DraftProblems } from './compose-draft'
import { closeCompose, useCompose } from './compose-state'

export function ComposeDialog() {
  const lane = useCompose((state) => state.lane)
  const message = useRef<HTMLTextAreaElement>(null)
  return (
    <Modal
      open={lane !== null}
      onClose={closeCompose}
      title="New message"
      description={lane === null ? null : <Answering />}
      initialFocus={message}
      keepOnOutsidePress
    >
      {lane !== null && <ComposeForm lane={lane} messageBox={message} />}
    </Modal>
  )
}

function firstDraft(): Draft {
  return { channel: 'panel', sender: remembered('sender', z.string(), 'operator'), conversationId: '', message: '' }
}

interface ComposeFormProps {
  readonly lane: string
  readonly messageBox: React.RefObject<HTMLTextAreaElement | null>
}

function ComposeForm({ lane, messageBox }: ComposeFormProps) {
  const [draft, setDraft] = useState(firstDraft)
  const [problems, setProblems] = useState<DraftProblems>({})
  const [failure, setFailure] = useState<Failure | null>(null)
  const [sending, setSending] = useState(false)
  const change = (field: keyof Draft) => (event: { target: { value: string } }) => {
    setDraft({ ...draft, [field]: event.target.value })
    setProblems({ ...problems, [field]: '' })
  }
  const send = async () => {
    const checked = checkedDraft(draft)
    if (!checked.ok) {
      setProblems(checked.problems)
      return
    }
    setSending(true)
    const asked = await ask(link, (client) => client.lanes.send({ lane, message: checked.message }))
    setSending(false)
    if (!asked.ok) {
      setFailure(asked.failure)
      return
    }
    remember('sender', checked.message.sender)
    closeCompose()
    const { id } = asked.value
    toast.success('Message sent', {
      action: { label: 'Show', onClick: () => goTo({ page: 'lanes', chosen: { lane, id } }) },
    })
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (!sending) void send()
  }
  return (
    <form noValidate onSubmit={submit} className="flex min-h-0 flex-col">
      <div className="flex min-h-0 flex-col gap-3 overflow-y-auto px-4 pt-1 pb-1">
        <div className="grid grid-cols-2 gap-3">
          <Field label="Channel">
            {(control) => (
              <div className="relative">
                <select
                  {...control}
                  value={draft.channel}
                  onChange={change('channel')}
                  className={cx(inputLook, 'h-8 appearance-none pr-8')}
                >
                  {builtInChannels.map((channel) => (
                    <option key={channel}>{channel}</option>
                  ))}
                </select>
                <ChevronDown
                  aria-hidden
                  size={14}
                  className="pointer-events-none absolute top-2.25 right-2.5 text-faint"
                />
              </div>
            )}
          </Field>
          <Field label="Sender" problem={problems.sender}>
            {(control) => (
              <input {...control} value={draft.sender} onChange={change('sender')} className={cx(inputLook, 'h-8')} />
            )}
          </Field>
        </div>
        <Field label="Conversation id (optional)" hint="Messages of one conversation are answered strictly in order.">
          {(control) => (
            <input
              {...control}
              value={draft.conversationId}
              onChange={change('conversationId')}
              maxLength={300}
              className={cx(inputLook, 'h-8 font-mono')}
            />
          )}
        </Field>
        <Field label="Message" problem={problems.message}>
          {(control) => (
            <textarea
              {...control}
              ref={messageBox}
              rows={6}
              value={draft.message}
              onChange={change('message')}
              onKeyDown={(event) => {
                if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) submit(event)
              }}
              className={cx(inputLook, 'min-h-24 resize-y py-2')}
            />
          )}
        </Field>
      </div>
      <FormFoot
        failure={failure}
        keys="Ctrl+Enter sends"
        word="Send"
        icon={<Send aria-hidden size={13} />}
        unavailable={sending ? 'The message is being sent.' : null}
        onLeave={closeCompose}
      />
    </form>
  )
}
