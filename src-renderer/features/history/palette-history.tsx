import { Command, useCommandState } from 'cmdk'
import { History } from 'lucide-react'
import { goTo, type Route } from '../../state/route'
import { StatusMark } from '../../ui/status-mark'
import { TimeAgo } from '../../ui/time-ago'
import { useSettled } from '../lanes/use-settled'
import { everything, foundMark } from './commands-first'
import { useSearch } from './use-search'

const most = 5
/** A search reads the whole history: a letter or two are no reason for one, and typing has to rest this long, in ms. */
const leastLetters = 3
const settleMs = 350

/** What happened to the item somebody types words of into the palette. */
export function PaletteHistory({ onLeave }: { readonly onLeave: () => void }) {
  const typed = useCommandState((state) => state.search).trim()
  const words = useSettled(typed.length < leastLetters ? '' : typed.slice(0, 200), settleMs)
  const { value: found } = useSearch({ words, limit: most })
  if (typed.length < leastLetters) return null
  const leave = (to: Route) => {
    onLeave()
    goTo(to)
  }
  const hits = found !== null && found.words === typed ? found.hits : []
  return (
    <>
      {hits.map(({ lane, id, title, status, changedAt }) => (
        <Command.Item
          key={`${lane}/${id}`}
          value={`${foundMark}${lane}/${id}`}
          onSelect={() => leave({ page: 'lanes', chosen: { lane, id } })}
          className={entryLook}
        >
          <StatusMark tone={status} />
          <span className="min-w-0 truncate">{title || id}</span>
          <TimeAgo at={changedAt} className="ml-auto text-faint text-xs" />
        </Command.Item>
      ))}
      <Command.Item value={everything} onSelect={() => leave({ page: 'history', words: typed })} className={entryLook}>
        <span aria-hidden className="text-faint">
          <History size={15} />
        </span>
        <span className="min-w-0 truncate">Search the history for “{typed}”</span>
      </Command.Item>
    </>
  )
}

const entryLook = 'flex h-9 items-center gap-3 rounded-md px-2.5 data-[selected=true]:bg-hover'
