import { Wallet } from 'lucide-react'
import type { LaneCard, ReachedCap } from '#shared/board'
import { useBoard } from '../../state/board'
import { useNow } from '../../state/now'
import { hashOf } from '../../state/route'
import { countDown } from '../../ui/clock-words'
import { cx } from '../../ui/cx'
import { gateLooks } from './gate-look'
import { gateWords, itemsWords, shutProviders } from './gate-words'
import { ResumeButton } from './resume-button'

/** Above a lane's columns while items are pending: which of them wait for more than their turn, and why. */
export function LaneWaits({ lane }: { readonly lane: Pick<LaneCard, 'name' | 'counts'> }) {
  const providers = useBoard((board) => board.providers)
  const spend = useBoard((board) => board.spend)
  if (lane.counts.pending === 0) return null
  const shut = shutProviders(providers)
  const caps = (spend?.reached ?? []).filter((cap) => cap.scope !== 'lane' || cap.name === '' || cap.name === lane.name)
  if (shut.length === 0 && caps.length === 0) return null
  return (
    <ul aria-label="Why items wait" className="flex flex-col gap-1">
      {caps.map((cap) => (
        <CapWait key={`${cap.scope} ${cap.name}`} cap={cap} />
      ))}
      {shut.map((provider) => (
        <GateWait key={provider.name} {...provider} />
      ))}
    </ul>
  )
}

const strip = 'wash flex items-center gap-2 rounded-md px-3 py-1 text-sm'

function GateWait({ name, gate }: ReturnType<typeof shutProviders>[number]) {
  const words = useNow(({ now }) => gateWords(gate, now))
  const { Icon, text } = gateLooks[gate.state]
  return (
    <li data-gate={gate.state} className={cx(strip, text)}>
      <Icon aria-hidden size={14} className="shrink-0" />
      <p className="wrap-anywhere min-w-0 flex-1" title={[gate.sentence, gate.nextStep].filter(Boolean).join(' ')}>
        <span className="numeric font-semibold">
          {name}: {words}.
        </span>{' '}
        <span className="text-ink">{itemsWords(gate)}</span>{' '}
        {gate.state === 'waiting' && <span className="text-ink">{gate.nextStep}</span>}
      </p>
      <a
        href={hashOf({ page: 'settings' })}
        className="inline-flex min-h-6 shrink-0 items-center font-medium text-accent text-xs hover:underline"
      >
        Why
        <span className="sr-only"> {name} waits</span>
      </a>
      <ResumeButton name={name} gate={gate} />
    </li>
  )
}

function CapWait({ cap }: { readonly cap: ReachedCap }) {
  const left = useNow(({ now }) => (cap.until === null ? '' : `${countDown(cap.until, now)}, or `))
  return (
    <li className={cx(strip, 'text-waiting')}>
      <Wallet aria-hidden size={14} className="shrink-0" />
      <p className="wrap-anywhere min-w-0 flex-1" title={cap.sentence}>
        <span className="font-semibold">Spend cap reached.</span> <span className="text-ink">{cap.sentence}</span>{' '}
        <span className="numeric text-soft">Goes on {left}when the cap is raised.</span>
      </p>
      <a
        href={hashOf({ page: 'settings' })}
        className="inline-flex min-h-6 shrink-0 items-center font-medium text-accent text-xs hover:underline"
      >
        Spend
      </a>
    </li>
  )
}
