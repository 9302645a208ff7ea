import { useState } from 'react'
import { type SpendGrouping, spendGroupings } from '#shared/spend'
import { count, dollars } from '#shared/words'
import { useAsked } from '../../state/use-asked'
import { useLatestActivity } from '../../state/use-latest-activity'
import { FailureNote } from '../../ui/failure-note'
import { inputLook } from '../../ui/field'

const days = 7
const mostRows = 20

const words: Record<SpendGrouping, string> = {
  day: 'Day',
  agent: 'Agent',
  provider: 'Provider',
  lane: 'Lane',
  item: 'Item',
}

/** The last days by whoever caused the cost. */
export function SpendTable() {
  const [by, setBy] = useState<SpendGrouping>('day')
  const latest = useLatestActivity()
  const { value: rows, failure } = useAsked(`${by} ${latest}`, (client) =>
    client.spend.summary({ by, days, limit: mostRows }),
  )
  return (
    <div className="flex flex-col gap-1.5">
      <label className="flex items-center gap-2 text-soft text-xs">
        The last {days} days by
        <select
          value={by}
          onChange={(event) => setBy(spendGroupings.find((known) => known === event.target.value) ?? 'day')}
          className={`${inputLook} h-6 w-auto!`}
        >
          {spendGroupings.map((grouping) => (
            <option key={grouping} value={grouping}>
              {words[grouping].toLowerCase()}
            </option>
          ))}
        </select>
      </label>
      {failure !== null && <FailureNote failure={failure} />}
      {rows?.length === 0 && <p className="text-faint text-xs">No run has told what it used.</p>}
      {rows !== null && rows.length > 0 && (
        <div className="overflow-x-auto">
          <table className="w-full text-left text-sm">
            <thead className="text-faint text-xs">
              <tr className="border-line border-b">
                {[words[by], 'Runs', 'Tokens in', 'Tokens out', 'Cost'].map((head, index) => (
                  <th
                    key={head}
                    scope="col"
                    className={index === 0 ? 'py-1 font-medium' : 'py-1 pl-3 text-right font-medium'}
                  >
                    {head}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody className="divide-y divide-line">
              {rows.map((row) => (
                <tr key={row.name} className="numeric">
                  <th scope="row" className="max-w-80 truncate py-1 font-medium" title={row.name}>
                    {row.name}
                  </th>
                  <td className="py-1 pl-3 text-right">{count(row.runs)}</td>
                  <td className="py-1 pl-3 text-right">{count(row.inputTokens)}</td>
                  <td className="py-1 pl-3 text-right">{count(row.outputTokens)}</td>
                  <td className="py-1 pl-3 text-right whitespace-nowrap">
                    {dollars(row.costUsd)}
                    {row.estimated && <span className="text-faint"> estimated</span>}
                    {row.unpricedRuns > 0 && <span className="text-waiting"> + {count(row.unpricedRuns)} unknown</span>}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </div>
  )
}
