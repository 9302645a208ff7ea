import { Gavel } from 'lucide-react'
import { type KeyboardEvent, useEffect, useRef, useState } from 'react'
import type { Decision } from '#shared/decision'
import { ask } from '../../link/ask'
import type { Failure } from '../../link/failure'
import { link } from '../../link/link'
import { cx } from '../../ui/cx'
import { Field, inputLook } from '../../ui/field'
import { FormFoot } from '../../ui/form-foot'
import { Decided } from './decided'
import { DecisionContext } from './decision-context'
import { DecisionOptions } from './decision-options'
import { closeDecision } from './decision-state'
import { optionOfKey, recommendedOption } from './picked-option'

interface DecisionFormProps {
  readonly decision: Decision
  readonly readAgain: () => void
}

/** The question with all there is to know, and the way to answer it; once it is decided, who decided what. */
export function DecisionForm({ decision, readAgain }: DecisionFormProps) {
  const [option, setOption] = useState(() => recommendedOption(decision.options))
  const [text, setText] = useState('')
  const [sending, setSending] = useState(false)
  const [answered, setAnswered] = useState<Decision | null>(null)
  const [failure, setFailure] = useState<Failure | null>(null)
  // Whoever began to answer has to hear that somebody else was faster.
  const wasOpen = useRef(decision.resolution === null)
  const shown = answered ?? decision
  const form = useRef<HTMLFormElement>(null)
  useEffect(() => {
    form.current?.querySelector<HTMLElement>('input:checked')?.focus()
  }, [])
  if (shown.resolution !== null) {
    return <Decided decision={shown} resolution={shown.resolution} overtaken={wasOpen.current && answered === null} />
  }
  const send = async () => {
    if (sending) return
    setSending(true)
    const asked = await ask(link, (client) =>
      client.decisions.resolve({ id: decision.id, option, text: text.trim(), by: 'panel' }),
    )
    setSending(false)
    if (asked.ok) return setAnswered(asked.value)
    setFailure(asked.failure)
    if (asked.failure.refused) readAgain()
  }
  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
      event.preventDefault()
      void send()
      return
    }
    if (event.target instanceof HTMLTextAreaElement) return
    const picked = optionOfKey(event, decision.options)
    if (picked === null) return
    event.preventDefault()
    setOption(picked)
    form.current?.querySelector<HTMLElement>(`input[value="${picked}"]`)?.focus()
  }
  return (
    <form
      ref={form}
      noValidate
      onKeyDown={onKeyDown}
      onSubmit={(event) => {
        event.preventDefault()
        void send()
      }}
      className="flex min-h-0 flex-col short:overflow-y-auto"
    >
      <section
        aria-label="What is asked"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
        tabIndex={0}
        className="flex min-h-20 flex-1 flex-col gap-3 overflow-y-auto px-4 pt-1 pb-3 focus-visible:-outline-offset-2 short:flex-[0_0_auto] short:overflow-y-visible"
      >
        <DecisionContext decision={decision} />
      </section>
      <div className="flex max-h-[50vh] shrink-0 flex-col gap-3 overflow-y-auto border-line border-t px-4 pt-3 pb-1 short:max-h-none">
        <DecisionOptions options={decision.options} picked={option} onPick={setOption} />
        <Field label="Message to the agent (optional)" hint="Passed on with your choice.">
          {(control) => (
            <textarea
              {...control}
              rows={2}
              maxLength={20_000}
              value={text}
              onChange={(event) => setText(event.target.value)}
              className={cx(inputLook, 'min-h-12 shrink-0 resize-y py-2')}
            />
          )}
        </Field>
      </div>
      <FormFoot
        failure={failure}
        keys={`Keys 1 to ${decision.options.length} choose, Ctrl+Enter submits`}
        word="Submit"
        icon={<Gavel aria-hidden size={13} />}
        unavailable={sending ? 'Your answer is being sent.' : null}
        leave="Later"
        onLeave={closeDecision}
      />
    </form>
  )
}
