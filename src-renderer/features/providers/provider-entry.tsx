import { CircleAlert } from 'lucide-react'
import type { ProviderGate } from '#shared/board'
import type { SettingsView } from '#shared/settings'
import { useBoard } from '../../state/board'
import { cx } from '../../ui/cx'
import { Fact, Facts } from '../../ui/facts'
import { TimeAgo } from '../../ui/time-ago'
import { gateLooks } from './gate-look'
import { GateState } from './gate-state'
import { itemsWords } from './gate-words'
import { TestButton, TestResult, useProviderTest } from './provider-test'
import { ResumeButton } from './resume-button'

interface ProviderEntryProps {
  readonly provider: SettingsView['providers'][number]
  readonly onTested: () => void
}

/** One provider: the program it runs, whether its items may start, and if not, why and what to do. */
export function ProviderEntry({ provider, onTested }: ProviderEntryProps) {
  const { name, kind, program, version, usedBy } = provider
  const card = useBoard((board) => board.providers.find((known) => known.name === name))
  const testing = useProviderTest(name, onTested)
  const path = card === undefined ? provider.path : card.path
  const gate = card?.gate
  const used = usedBy.length > 0
  return (
    <li aria-label={name} className="flex flex-col gap-2 rounded-md border border-line bg-panel px-3 py-2.5">
      <div className="flex flex-wrap items-center gap-x-2.5 gap-y-1">
        <h3 className="font-semibold">{name}</h3>
        <span className="text-faint text-xs">{kind}</span>
        {gate !== undefined && (gate.state !== 'closed' || (used && path !== null)) && <GateState gate={gate} />}
        <span className="ml-auto flex gap-1.5">
          {gate !== undefined && <ResumeButton name={name} gate={gate} />}
          <TestButton name={name} testing={testing} />
        </span>
      </div>
      {gate !== undefined && gate.state !== 'closed' && <GateNote gate={gate} />}
      <TestResult name={name} state={testing.state} />
      <Facts>
        <Fact name="Program" mono copies={path ?? undefined}>
          {path ?? program}
          {path === null && (
            <span className={cx('ml-2 font-sans', used ? 'text-dead' : 'text-faint')}>
              <CircleAlert aria-hidden size={13} className="inline align-text-bottom" /> not found
            </span>
          )}
        </Fact>
        <Fact name="Version">{version ?? 'not told'}</Fact>
        <Fact name="Used by">{usedBy.join(', ') || 'no agent'}</Fact>
      </Facts>
    </li>
  )
}

function GateNote({ gate }: { readonly gate: ProviderGate }) {
  return (
    <div role="note" aria-label="Why it waits" className={cx('wash rounded-md p-2', gateLooks[gate.state].text)}>
      <div className="wrap-anywhere text-ink">
        <p>{gate.sentence}</p>
        {gate.nextStep !== null && <p>{gate.nextStep}</p>}
        <p className="text-soft">
          {itemsWords(gate)} No attempt is lost.
          {gate.since !== null && (
            <>
              {' '}
              Since <TimeAgo at={gate.since} />.
            </>
          )}
          {gate.state === 'waiting' && ' After a good test they go on.'}
        </p>
      </div>
    </div>
  )
}
