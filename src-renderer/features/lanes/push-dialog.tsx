import { Send } from 'lucide-react'
import { type FormEvent, useRef, useState } from 'react'
import { toast } from 'sonner'
import type { QueueCard } from '#shared/board'
import { ask } from '../../link/ask'
import type { Failure } from '../../link/failure'
import { link } from '../../link/link'
import { useBoard } from '../../state/board'
import { goTo } from '../../state/route'
import { FormFoot } from '../../ui/form-foot'
import { LongField } from '../../ui/long-field'
import { Modal } from '../../ui/modal'
import { linesFor, textUnder } from '../start-run/input-shape'
import { checkedPush, firstValues } from './push-draft'
import { closePush, usePush } from './push-state'
import { queueWords } from './queue-words'

/** Writes an item for a runbook queue: one field for each of its vars. */
export function PushDialog() {
  const push = usePush((state) => state.push)
  const queue = useBoard((board) => board.lanes.find(({ name }) => name === push?.lane)?.queue) ?? null
  const first = useRef<HTMLTextAreaElement>(null)
  return (
    <Modal
      open={push !== null}
      onClose={closePush}
      title={push === null ? 'Push item' : `Push item to ${push.lane}`}
      description={queue === null ? null : queueWords(queue)}
      initialFocus={first}
      keepOnOutsidePress
    >
      {push !== null && queue === null && (
        <p className="px-4 pb-4 text-soft">No runbook declares the queue {push.lane}, so nothing can be pushed.</p>
      )}
      {push !== null && queue !== null && (
        <PushForm key={push.lane} lane={push.lane} queue={queue} given={push.values} first={first} />
      )}
    </Modal>
  )
}

interface PushFormProps {
  readonly lane: string
  readonly queue: QueueCard
  readonly given: Readonly<Record<string, string>>
  readonly first: React.RefObject<HTMLTextAreaElement | null>
}

function PushForm({ lane, queue: { vars }, given, first }: PushFormProps) {
  const [values, setValues] = useState(() => firstValues(vars, given))
  const [problems, setProblems] = useState<Readonly<Record<string, string>>>({})
  const [failure, setFailure] = useState<Failure | null>(null)
  const [sending, setSending] = useState(false)
  const send = async () => {
    const checked = checkedPush(vars, values)
    if (!checked.ok) return setProblems(checked.problems)
    setSending(true)
    const asked = await ask(link, (client) => client.lanes.push({ lane, text: checked.text }))
    setSending(false)
    if (!asked.ok) return setFailure(asked.failure)
    closePush()
    const { id } = asked.value
    toast.success('Item pushed', {
      action: { label: 'Show', onClick: () => goTo({ page: 'lanes', chosen: { lane, id } }) },
    })
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (!sending) void send()
  }
  return (
    <form
      noValidate
      onSubmit={submit}
      onKeyDown={(event) => {
        if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) submit(event)
      }}
      className="flex min-h-0 flex-col"
    >
      <div className="flex min-h-0 flex-col gap-3 overflow-y-auto px-4 pt-1 pb-1">
        {vars.length === 0 && <p className="text-soft">The queue declares no vars: an item of it is empty.</p>}
        {vars.map((one, index) => (
          <LongField
            key={one.name}
            label={one.name}
            problem={textUnder(problems, one.name) || null}
            value={textUnder(values, one.name)}
            lines={linesFor(one.name, textUnder(values, one.name))}
            box={index === 0 ? first : undefined}
            onChange={(value) => {
              setValues({ ...values, [one.name]: value })
              setProblems({ ...problems, [one.name]: '' })
            }}
            {...hintOf(one)}
          />
        ))}
      </div>
      <FormFoot
        failure={failure}
        keys="Ctrl+Enter pushes"
        word="Push"
        icon={<Send aria-hidden size={13} />}
        unavailable={sending ? 'The item is being pushed.' : null}
        onLeave={closePush}
      />
    </form>
  )
}

function hintOf({ default: value, hidden }: QueueCard['vars'][number]): { readonly hint?: string } {
  if (hidden === true) return { hint: 'Left empty it gets its default, which may be a secret and is not shown.' }
  return value === null ? {} : { hint: `Default: ${value === '' ? 'empty' : value}` }
}
