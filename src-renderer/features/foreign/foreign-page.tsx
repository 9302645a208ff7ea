import { LoaderCircle, Lock, ScrollText, Square } from 'lucide-react'
import { useState } from 'react'
import type { ForeignOwner } from '#shared/supervisor'
import { duration, exactTime } from '#shared/words'
import { useBoard } from '../../state/board'
import { useNow } from '../../state/now'
import { hashOf } from '../../state/route'
import { Button } from '../../ui/button'
import { Confirm } from '../../ui/confirm'
import { cx } from '../../ui/cx'
import { Fact, Facts } from '../../ui/facts'
import { FailureNote } from '../../ui/failure-note'
import { TimeAgo } from '../../ui/time-ago'
import { OwnerPanel } from './owner-panel'
import { stopOwner, type TakingOver, useTakingOver } from './taking-over'

const hosts: Readonly<Record<string, string>> = {
  electron: 'the desktop app',
  browser: 'a host that serves its panel to a browser',
}

/** In place of the lanes while another process owns the home: who it is, its panel, its end. */
export function ForeignPage() {
  const supervisor = useBoard((board) => board.supervisor)
  const homePath = useBoard((board) => board.home.path)
  const { owner } = supervisor
  // Without trouble the reason only says what the facts of the owner say.
  const news = owner === null ? supervisor.reason : owner.trouble
  return (
    <main className="min-w-0 flex-1 overflow-y-auto p-6">
      <div className="mx-auto flex max-w-160 flex-col gap-4">
        <header className="flex items-start gap-3">
          <Lock aria-hidden size={22} className="mt-0.5 shrink-0 text-rejected" />
          <div className="min-w-0">
            <h1 className="font-semibold text-lg">Another process owns this home</h1>
            <p className="break-all font-mono text-soft text-xs">{homePath}</p>
          </div>
        </header>
        <p className="text-soft">
          A home has one owner at a time, so this panel touches nothing in it. Once its owner is gone, it takes the home
          over by itself.
        </p>
        {owner !== null && <Owner owner={owner} />}
        {news !== null && <p className="wrap-anywhere text-waiting">{news}</p>}
        {owner !== null && <Ways owner={owner} />}
        <p className="flex items-center gap-1.5 text-soft">
          <ScrollText aria-hidden size={14} />
          <a href={hashOf({ page: 'logs' })} className="font-medium text-accent hover:underline">
            Read the log of the home
          </a>
        </p>
      </div>
    </main>
  )
}

function Owner({ owner: { pid, host, machine, since, answers } }: { readonly owner: ForeignOwner }) {
  return (
    <section aria-label="Owner" className="rounded-lg border border-line bg-panel p-3">
      <Facts>
        <Fact name="Process" copies={String(pid)}>
          {pid}
        </Fact>
        <Fact name="Host">
          {host}
          {hosts[host] !== undefined && <span className="text-soft">, {hosts[host]}</span>}
        </Fact>
        <Fact name="Machine">{machine}</Fact>
        <Fact name="Since">
          {exactTime(since)}, <TimeAgo at={since} />
        </Fact>
        <Fact name="Answers">
          <span className={cx(answers ? 'text-completed' : 'text-waiting')}>
            {answers ? 'Yes' : 'No: it may be busy, halted or out of reach'}
          </span>
        </Fact>
      </Facts>
    </section>
  )
}

function Ways({ owner }: { readonly owner: ForeignOwner }) {
  // What was asked of the last owner says nothing of this one.
  const taking = useTakingOver(({ last }) => (last?.pid === owner.pid ? last : null))
  const [asking, setAsking] = useState(false)
  if (taking !== null && taking.step !== 'failed') return <Progress {...taking} />
  return (
    <>
      <div className="flex flex-wrap items-start gap-2">
        <OwnerPanel unavailable={owner.answers ? null : `Process ${owner.pid} does not answer.`} />
        <Button icon={<Square aria-hidden size={12} />} aria-haspopup="dialog" onClick={() => setAsking(true)}>
          Stop it
        </Button>
      </div>
      {taking !== null && <FailureNote failure={taking.failure} />}
      <Confirm
        open={asking}
        onClose={() => setAsking(false)}
        title={`Stop process ${owner.pid}?`}
        word="Stop it"
        icon={<Square aria-hidden size={12} />}
        onConfirm={() => void stopOwner(owner.pid)}
      >
        <p>
          Its supervisor is stopped: active items may finish as long as the settings say, the others go back in line.
          Then the process ends, and its panel with it.
        </p>
        <p>
          {owner.answers ? 'If that does not help' : 'As it does not answer'}, it is terminated, and killed if it has to
          be. This panel then takes the home over and shows its lanes; nothing is started by that.
        </p>
      </Confirm>
    </>
  )
}

function Progress({ step, pid, askedAt }: Exclude<TakingOver, { step: 'failed' }>) {
  const soFarMs = useNow(({ now }) => Math.floor(Math.max(0, now - askedAt) / 1000) * 1000)
  return (
    <div role="status" aria-label="Taking over" className="wash flex items-start gap-2.5 rounded-md p-3 text-active">
      <LoaderCircle aria-hidden size={16} className="mt-0.5 shrink-0 animate-turn" />
      <div className="min-w-0">
        <p className="font-medium">
          {step === 'ending' ? `Process ${pid} is being ended…` : `Process ${pid} has ended. Taking the home over…`}
        </p>
        {step === 'ending' && (
          <p className="numeric text-soft">
            Asked {soFarMs < 1000 ? 'just now' : `${duration(soFarMs)} ago`}. An orderly end may take as long as its
            supervisor waits for active items; it is forced after about three minutes at most.
          </p>
        )}
      </div>
    </div>
  )
}
