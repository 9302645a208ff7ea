import { Tabs } from '@base-ui/react/tabs'
import { CircleAlert } from 'lucide-react'
import { type ReactNode, useEffect, useRef, useState } from 'react'
import type { ItemDetail } from '#shared/contract'
import type { ItemRow } from '#shared/item'
import { useChosenRow } from '../../state/chosen-row'
import { useFollowed } from '../../state/use-followed'
import { cx } from '../../ui/cx'
import { FailureNote } from '../../ui/failure-note'
import { statusLooks } from '../../ui/status-look'
import { AnswerTab } from './answer-tab'
import { InspectorHeader } from './inspector-header'
import { InvocationTab } from './invocation-tab'
import { MessageTab } from './message-tab'
import { TimelineTab } from './timeline-tab'
import { closeInspector, useInspectorKeys } from './use-inspector-keys'
import { type InspectorTab, tabs, usualTab } from './usual-tab'

const words: Record<InspectorTab, string> = {
  answer: 'Answer',
  message: 'Message',
  timeline: 'Timeline',
  invocation: 'Invocation',
}

interface InspectorProps {
  readonly lane: string
  readonly id: string
}

/** Everything about one item, live. Stays while another item is chosen, and so does the tab that somebody picked. */
export function Inspector({ lane, id }: InspectorProps) {
  const { value: detail, failure } = useFollowed<ItemDetail>(`${lane}/${id}`, (client, signal) =>
    client.lanes.item({ lane, id }, { signal }),
  )
  const row = detail?.row ?? null
  useEffect(() => {
    useChosenRow.setState({ row })
    return () => useChosenRow.setState({ row: null })
  }, [row])
  const panel = useRef<HTMLElement>(null)
  const onKeyDown = useInspectorKeys({ lane, id }, panel)
  return (
    <aside
      ref={panel}
      aria-label="Inspector"
      tabIndex={-1}
      onKeyDown={onKeyDown}
      className="absolute inset-y-0 right-0 z-20 flex w-110 max-w-[calc(100vw-6rem)] flex-col overflow-y-auto border-line border-l bg-panel shadow-float outline-none xl:static xl:w-115 xl:shrink-0 xl:shadow-none"
    >
      <InspectorHeader id={id} row={row} invocations={detail?.invocations ?? []} onClose={closeInspector} />
      {failure !== null && (
        <div className="p-3">
          <FailureNote failure={failure} />
        </div>
      )}
      {detail !== null && <Reason row={detail.row} />}
      {detail !== null && <InspectorTabs key={id} detail={detail} lane={lane} />}
    </aside>
  )
}

/** Columns whose items have a reason to be there; of a pending one it tells why it waits for more than its turn. */
const reasoned: ReadonlySet<ItemRow['column']> = new Set(['pending', 'failed', 'dead', 'rejected'])

function Reason({ row }: { readonly row: ItemRow | null }) {
  if (row === null) {
    return <p className="px-3 pt-3 text-soft">No file of this item is left in the lane.</p>
  }
  if (row.reason === null || !reasoned.has(row.column)) return null
  const { text } = statusLooks[row.column === 'pending' ? 'waiting' : row.column]
  return (
    <div role="note" aria-label="Reason" className={cx('shrink-0 px-3 pt-3', text)}>
      <div className="wash flex gap-2 rounded-md p-2.5">
        <CircleAlert aria-hidden size={15} className="mt-0.5 shrink-0" />
        <p className="max-h-32 min-w-0 overflow-y-auto break-words text-ink">{row.reason}</p>
      </div>
    </div>
  )
}

function InspectorTabs({ detail, lane }: { readonly detail: ItemDetail; readonly lane: string }) {
  const [picked, setPicked] = useState<InspectorTab | null>(null)
  const tab = picked ?? usualTab(detail.row?.column ?? null, detail.invocations.length > 0)
  // Whoever touches what is shown wants to go on reading it, also when the item moves on.
  const settle = () => setPicked(tab)
  return (
    <Tabs.Root
      value={tab}
      onValueChange={(value: unknown) => setPicked(tabs.find((known) => known === value) ?? null)}
      className="flex min-h-72 flex-1 flex-col"
    >
      <Tabs.List aria-label="Inspector" className="flex shrink-0 gap-1 border-line border-b px-2 pt-1.5">
        {tabs.map((known) => (
          <Tabs.Tab
            key={known}
            value={known}
            className="-mb-px rounded-t-sm border-transparent border-b-2 px-2 pt-1 pb-1.5 font-medium text-soft text-sm hover:text-ink aria-selected:border-accent aria-selected:text-ink"
          >
            {words[known]}
            {known === 'invocation' && detail.invocations.length > 1 && (
              <span className="numeric ml-1 text-faint">{detail.invocations.length}</span>
            )}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      <Panel tab="answer" settle={settle}>
        <AnswerTab detail={detail} />
      </Panel>
      <Panel tab="message" settle={settle}>
        <MessageTab detail={detail} lane={lane} />
      </Panel>
      <Panel tab="timeline" settle={settle}>
        <TimelineTab timeline={detail.timeline} />
      </Panel>
      <Panel tab="invocation" settle={settle}>
        <InvocationTab invocations={detail.invocations} knownReason={detail.row?.reason ?? null} />
      </Panel>
    </Tabs.Root>
  )
}

interface PanelProps {
  readonly tab: InspectorTab
  readonly settle: () => void
  readonly children: ReactNode
}

function Panel({ tab, settle, children }: PanelProps) {
  return (
    <Tabs.Panel
      value={tab}
      onPointerDown={settle}
      onWheel={settle}
      className="flex min-h-0 flex-1 flex-col gap-3 overflow-y-auto p-3 focus-visible:-outline-offset-2"
    >
      {children}
    </Tabs.Panel>
  )
}
