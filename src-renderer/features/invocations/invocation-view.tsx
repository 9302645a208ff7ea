import { CircleAlert, Info } from 'lucide-react'
import type { Invocation } from '#shared/invocation'
import { StatusMark } from '../../ui/status-mark'
import { CopyCommand } from './copy-command'
import { InvocationBadges } from './invocation-badges'
import { invocationLooks } from './invocation-look'
import { InvocationRecord } from './invocation-record'
import { Output } from './output'
import { RefusedNote } from './refused-note'
import { Took } from './took'

interface InvocationViewProps {
  readonly invocation: Invocation
  /** Shown near it already, so what it says is not shown again. */
  readonly knownReason?: string | null
}

/** One invocation: how it went at a glance, its record on demand, what it did. */
export function InvocationView({ invocation, knownReason = null }: InvocationViewProps) {
  const { word, tone } = invocationLooks[invocation.status]
  const failed = invocation.status !== 'running' && invocation.status !== 'succeeded'
  const reason = failed ? unknownTo(knownReason, invocation.reason ?? invocation.failureClass) : null
  const nextStep = failed ? unknownTo(knownReason, invocation.nextStep ?? null) : null
  return (
    <div className="flex min-h-0 flex-1 flex-col gap-2.5">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1 text-sm">
        <StatusMark tone={tone} word={word} washed />
        <span className="text-soft">
          {invocation.agent} · {invocation.provider}
          {invocation.model !== null && ` · ${invocation.model}`}
        </span>
        <Took invocation={invocation} />
      </div>
      <InvocationBadges invocation={invocation} />
      {(reason !== null || nextStep !== null) && (
        <div className="wash flex gap-2 rounded-md p-2 text-failed">
          <CircleAlert aria-hidden size={15} className="mt-0.5 shrink-0" />
          <div className="min-w-0 break-words text-ink">
            {reason !== null && <p>{reason}</p>}
            {nextStep !== null && <p className="text-soft">{nextStep}</p>}
          </div>
        </div>
      )}
      {invocation.refused !== undefined && <RefusedNote refused={invocation.refused} />}
      {(invocation.notices ?? []).map((notice) => (
        <p key={notice} className="flex gap-2 break-words text-soft text-xs">
          <Info aria-hidden size={13} className="mt-0.5 shrink-0" />
          {notice}
        </p>
      ))}
      <div className="flex shrink-0 items-start gap-2">
        <details className="min-w-0 flex-1 rounded-md border border-line">
          <summary className="cursor-pointer rounded-md px-2.5 py-0.75 font-medium text-soft text-xs select-none hover:text-ink">
            Record
          </summary>
          <div className="max-h-72 overflow-y-auto px-2.5 pt-1 pb-2">
            <InvocationRecord invocation={invocation} />
          </div>
        </details>
        <CopyCommand key={invocation.id} invocation={invocation} />
      </div>
      <Output invocation={invocation} />
    </div>
  )
}

function unknownTo(known: string | null, sentence: string | null): string | null {
  return sentence !== null && known?.includes(sentence.replace(/\.$/, '')) === true ? null : sentence
}
