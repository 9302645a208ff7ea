import { RefreshCw, Search } from 'lucide-react'
import { useState } from 'react'
import { Button } from '../../ui/button'
import { cx } from '../../ui/cx'
import { FailureNote } from '../../ui/failure-note'
import { inputLook } from '../../ui/field'
import { HistoryEntry } from './history-entry'
import { useHistoryWords } from './history-words'
import { statusWords } from './status-words'
import { useSearch } from './use-search'

const most = 50

/** What happened to a message: every item that the words fit, with everything that happened to it. */
export function HistoryPage() {
  const { typed, setTyped, words } = useHistoryWords()
  const [turn, setTurn] = useState(0)
  const { value: found, failure } = useSearch({ words, limit: most, turn })
  const current = found !== null && found.words === words ? found : null
  return (
    <main className="flex min-w-0 flex-1 flex-col gap-3 overflow-y-auto p-4">
      <div className="mx-auto flex w-full max-w-225 flex-col gap-3">
        <h1 className="font-semibold text-lg">History</h1>
        <search aria-label="History">
          <form
            className="flex gap-2"
            onSubmit={(event) => {
              event.preventDefault()
              setTurn(turn + 1)
            }}
          >
            <div className="relative min-w-0 flex-1">
              <Search aria-hidden size={15} className="absolute top-2 left-2.5 text-faint" />
              <input
                type="search"
                // biome-ignore lint/a11y/noAutofocus: the page is there to be typed into
                autoFocus
                aria-label="What happened to"
                placeholder="Words of a message, a sender, an id, a file of an answer, a reason…"
                maxLength={200}
                value={typed}
                onChange={(event) => setTyped(event.target.value)}
                className={cx(inputLook, 'h-8 pl-8')}
              />
            </div>
            <Button
              type="submit"
              className="h-8!"
              icon={<RefreshCw aria-hidden size={13} />}
              unavailable={words === '' ? 'Type something to search for.' : null}
            >
              Search again
            </Button>
          </form>
        </search>
        {failure !== null && <FailureNote failure={failure} />}
        <p role="status" className="numeric text-soft text-sm">
          {statusWords(words, current, most)}
        </p>
        {current !== null && current.hits.length > 0 && (
          <ul aria-label="Found items" className="flex flex-col gap-2">
            {current.hits.map((hit) => (
              <HistoryEntry key={`${hit.lane}/${hit.id}`} hit={hit} open={current.hits.length === 1} />
            ))}
          </ul>
        )}
      </div>
    </main>
  )
}
