import { memo } from 'react'
import type { Invocation } from '#shared/invocation'
import { hashOf, useRoute } from '../../state/route'
import { useFollowed } from '../../state/use-followed'
import { cx } from '../../ui/cx'
import { FailureNote } from '../../ui/failure-note'
import { PermissionBadge } from '../../ui/permission-badge'
import { StatusMark } from '../../ui/status-mark'
import { TimeAgo } from '../../ui/time-ago'
import { Quiet } from './invocation-badges'
import { invocationLooks } from './invocation-look'
import { InvocationView } from './invocation-view'
import { Took } from './took'
import { costWords } from './usage-words'
import { useRecent } from './use-recent'

export function InvocationsPage() {
  const { value: recent, failure } = useRecent()
  const route = useRoute()
  const chosen = route.page === 'invocations' ? route.chosen : null
  return (
    <main className="flex min-w-0 flex-1 gap-3 p-3 max-md:flex-col max-md:overflow-y-auto">
      <section
        aria-label="Recent invocations"
        className="flex w-90 shrink-0 flex-col rounded-lg border border-line bg-sunken p-1.5 max-md:max-h-60 max-md:w-full xl:w-110"
      >
        <h1 className="px-1 pb-1 font-semibold text-md leading-7">Invocations</h1>
        {failure !== null && <FailureNote failure={failure} />}
        {recent?.length === 0 && (
          <p className="px-1 text-soft">
            No program has been run yet. Each attempt at an item runs one and is listed here.
          </p>
        )}
        <ul className="flex min-h-0 flex-1 flex-col gap-1.5 overflow-y-auto p-0.5">
          {recent?.map((invocation) => (
            <InvocationRow key={invocation.id} invocation={invocation} chosen={invocation.id === chosen} />
          ))}
        </ul>
      </section>
      <section
        aria-label="Invocation"
        className="flex min-w-0 flex-1 flex-col overflow-y-auto rounded-lg border border-line bg-panel p-3 max-md:flex-[0_0_auto] max-md:overflow-y-visible"
      >
        {chosen === null ? (
          <p className="m-auto text-faint">Choose an invocation to see what it did and read its record.</p>
        ) : (
          <ChosenInvocation id={chosen} />
        )}
      </section>
    </main>
  )
}

interface InvocationRowProps {
  readonly invocation: Invocation
  readonly chosen: boolean
}

const InvocationRow = memo(function InvocationRow({ invocation, chosen }: InvocationRowProps) {
  const { word, tone } = invocationLooks[invocation.status]
  return (
    <li>
      <a
        href={hashOf({ page: 'invocations', chosen: invocation.id })}
        aria-current={chosen || undefined}
        className={cx(
          'flex flex-col gap-0.5 rounded-md border bg-panel px-2.5 py-1.5 shadow-card',
          chosen ? 'border-accent ring-1 ring-accent' : 'border-line hover:border-edge hover:bg-hover',
        )}
      >
        <span className="flex items-center gap-2 text-xs">
          <StatusMark tone={tone} word={word} />
          <span className="min-w-0 truncate text-soft" title={`${invocation.agent} · ${invocation.provider}`}>
            {invocation.agent} · {invocation.provider}
          </span>
          {invocation.permissions != null && <PermissionBadge permissions={invocation.permissions} small />}
          <TimeAgo at={invocation.startedAt} className="ml-auto shrink-0 text-2xs text-faint" />
        </span>
        <span className="flex items-center gap-2">
          <span className="min-w-0 flex-1 truncate font-mono text-xs" title={invocation.itemFile}>
            {invocation.itemFile}
          </span>
          {invocation.usage?.costUsd != null && (
            <span className="numeric shrink-0 text-soft text-xs">
              {costWords(invocation.usage.costUsd, invocation.usage.costEstimated === true)}
            </span>
          )}
          <span className="shrink-0 text-soft text-xs">
            <Took invocation={invocation} />
          </span>
        </span>
        <Quiet invocation={invocation} />
      </a>
    </li>
  )
})

const hasEnded = (invocation: Invocation) => invocation.status !== 'running'

function ChosenInvocation({ id }: { readonly id: string }) {
  const { value, failure } = useFollowed<Invocation>(
    id,
    (client, signal) => client.invocations.follow({ id }, { signal }),
    hasEnded,
  )
  if (failure !== null) return <FailureNote failure={failure} />
  if (value === null) return null
  return (
    <>
      <header className="mb-2 flex items-baseline gap-3">
        <h2 className="min-w-0 truncate font-mono font-semibold text-sm" title={value.itemFile}>
          {value.itemFile}
        </h2>
        <a
          href={hashOf({ page: 'lanes', chosen: { lane: value.lane, id: value.itemId } })}
          className="inline-flex min-h-6 shrink-0 items-center font-medium text-accent text-xs hover:underline"
        >
          Show item
        </a>
      </header>
      <InvocationView invocation={value} />
    </>
  )
}
