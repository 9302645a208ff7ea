import { CircleAlert, CircleCheck, Info, LoaderCircle, PlugZap } from 'lucide-react'
import { useState } from 'react'
import type { ProviderTest as Tested } from '#shared/contract'
import { type Asked, ask } from '../../link/ask'
import { link } from '../../link/link'
import { Button } from '../../ui/button'
import { cx } from '../../ui/cx'
import { FailureNote } from '../../ui/failure-note'

export type TestState = 'testing' | Asked<Tested> | null

interface Testing {
  readonly state: TestState
  readonly test: () => void
}

/** A test of one provider: it looks for the program and asks it whether it may work. Asks no model. */
export function useProviderTest(name: string, onTested: () => void): Testing {
  const [state, setState] = useState<TestState>(null)
  const test = async () => {
    setState('testing')
    setState(await ask(link, (client) => client.providers.test({ name })))
    onTested()
  }
  return { state, test: () => void test() }
}

export function TestButton({ name, testing }: { readonly name: string; readonly testing: Testing }) {
  const busy = testing.state === 'testing'
  return (
    <Button
      size="sm"
      icon={busy ? <LoaderCircle aria-hidden size={12} className="animate-turn" /> : <PlugZap aria-hidden size={12} />}
      aria-label={`Test ${name}`}
      unavailable={busy ? 'It is being tested.' : null}
      onClick={testing.test}
    >
      Test
    </Button>
  )
}

const looks = {
  good: { Icon: CircleCheck, text: 'text-completed' },
  bad: { Icon: CircleAlert, text: 'text-dead' },
  unknown: { Icon: Info, text: 'text-active' },
} as const

/** What a test found; announced to whoever does not see it appear. */
export function TestResult({ name, state }: { readonly name: string; readonly state: TestState }) {
  return (
    <div role="status" aria-label={`Test of ${name}`} className="empty:hidden">
      {state === 'testing' && <p className="text-soft">Testing…</p>}
      {state !== null && state !== 'testing' && <Outcome asked={state} />}
    </div>
  )
}

function Outcome({ asked }: { readonly asked: Asked<Tested> }) {
  if (!asked.ok) return <FailureNote failure={asked.failure} />
  const { ok, sentence, nextStep } = asked.value
  const { Icon, text } = looks[ok === null ? 'unknown' : ok ? 'good' : 'bad']
  return (
    <div className={cx('wash flex gap-2 rounded-md p-2', text)}>
      <Icon aria-hidden size={15} className="mt-0.5 shrink-0" />
      <div className="wrap-anywhere min-w-0 text-ink">
        <p>{sentence}</p>
        {nextStep !== null && <p className="text-soft">{nextStep}</p>}
      </div>
    </div>
  )
}
