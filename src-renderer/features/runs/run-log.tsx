import type { RunLogEntry } from '#shared/run'
import { exactTime, isoTime } from '#shared/words'
import { Card } from '../../ui/card'
import { timeOfDay } from '../../ui/clock-words'

/** Every transition of the run as it was written down, newest first. */
export function RunLog({ log }: { readonly log: readonly RunLogEntry[] }) {
  const newestFirst = log.map((entry, index) => ({ entry, index })).reverse()
  return (
    <Card name="Log">
      {log.length === 0 ? (
        <p className="text-soft">Nothing was written down yet.</p>
      ) : (
        <ol
          aria-label="Log of the run, newest first"
          // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
          tabIndex={0}
          className="max-h-96 overflow-y-auto text-xs focus-visible:-outline-offset-2"
        >
          {newestFirst.map(({ entry, index }) => (
            <li key={index} className="flex gap-2 border-line border-b py-1 last:border-b-0">
              <time dateTime={isoTime(entry.at)} title={exactTime(entry.at)} className="numeric shrink-0 text-faint">
                {timeOfDay(entry.at)}
              </time>
              <span className="wrap-anywhere min-w-0">
                <span className="font-medium">{entry.kind}</span>
                {entry.step !== null && (
                  <span className="font-mono text-soft">
                    {' '}
                    {entry.step}
                    {entry.attempt !== null && ` #${entry.attempt}`}
                  </span>
                )}
                {entry.text !== '' && <span className="block text-soft">{entry.text}</span>}
              </span>
            </li>
          ))}
        </ol>
      )}
    </Card>
  )
}
