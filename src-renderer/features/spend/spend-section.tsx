import { Wallet } from 'lucide-react'
import type { SpendToday } from '#shared/board'
import { count, dollars } from '#shared/words'
import { useBoard } from '../../state/board'
import { useNow } from '../../state/now'
import { countDown } from '../../ui/clock-words'
import { cx } from '../../ui/cx'
import { Fact, Facts } from '../../ui/facts'
import { tokenWords } from '../invocations/usage-words'
import { SpendTable } from './spend-table'
import { capShare, spentWords, unpricedWords } from './spend-words'

/** What runs cost: today against the caps, and lately by whoever caused it. */
export function SpendSection() {
  const today = useBoard((board) => board.spend)
  if (today === undefined) return null
  return (
    <section aria-label="Spend" className="flex flex-col gap-2">
      <h2 className="font-semibold text-md">Spend</h2>
      <Reached today={today} />
      <div className="flex flex-col gap-2 rounded-md border border-line bg-panel px-3 py-2.5">
        <Today today={today} />
        <SpendTable />
      </div>
    </section>
  )
}

function Today({ today }: { readonly today: SpendToday }) {
  const { runs, unpricedRuns } = today
  const unpriced = unpricedWords(unpricedRuns)
  return (
    <>
      <Facts>
        <Fact name="Today">
          <span className="numeric font-semibold">{spentWords(today)}</span>
          {unpriced !== null && <span className="text-waiting"> and {unpriced}</span>}
        </Fact>
        <Fact name="Tokens">{tokenWords(today)}</Fact>
        <Fact name="Runs">{count(runs)}</Fact>
        <Fact name="Cap for a day">{today.capUsd === null ? 'none' : dollars(today.capUsd)}</Fact>
      </Facts>
      <CapMeter today={today} />
    </>
  )
}

function CapMeter({ today }: { readonly today: SpendToday }) {
  const share = capShare(today)
  if (share === null) return null
  return (
    <>
      <meter aria-label="Part of today’s cap that is used" min={0} max={1} value={share} className="sr-only">
        {Math.round(share * 100)} %
      </meter>
      <div aria-hidden className="h-1.5 overflow-hidden rounded-sm bg-sunken">
        <div
          className={cx('h-full rounded-sm', share < 1 ? 'bg-accent' : 'bg-waiting')}
          style={{ width: `${share * 100}%` }}
        />
      </div>
    </>
  )
}

function Reached({ today: { reached } }: { readonly today: SpendToday }) {
  const now = useNow((clock) => clock.now)
  if (reached.length === 0) return null
  return (
    <ul aria-label="Reached caps" className="flex flex-col gap-1">
      {reached.map(({ scope, name, sentence, until }) => (
        <li key={`${scope} ${name}`} className="wash flex gap-2 rounded-md p-2.5 text-waiting">
          <Wallet aria-hidden size={15} className="mt-0.5 shrink-0" />
          <p className="min-w-0 break-words text-ink">
            {sentence} Nothing it covers is started. It goes on{' '}
            {until !== null && (
              <>
                <span className="numeric">{countDown(until, now)}</span>, or{' '}
              </>
            )}
            when the cap under <code className="font-mono text-xs">spend</code> in config.yaml is raised.
          </p>
        </li>
      ))}
    </ul>
  )
}
