import type { InvocationEvent } from '#shared/invocation-events'

export type ResultEvent = Extract<InvocationEvent, { kind: 'result' }>

/** One thing that happened; a tool's result stands with its call, however much came between. */
export interface LiveRow {
  readonly key: number
  readonly event: InvocationEvent
  readonly result: ResultEvent | null
}

/** Events as they are shown, in the order they came. A result whose call is not among them stands for itself. */
export function liveRows(events: readonly InvocationEvent[]): LiveRow[] {
  const rows: { key: number; event: InvocationEvent; result: ResultEvent | null }[] = []
  const open = new Map<string, number>()
  for (const event of events) {
    const at = event.kind === 'result' && event.call !== null ? open.get(event.call) : undefined
    const row = at === undefined ? undefined : rows[at]
    if (event.kind === 'result' && row !== undefined && row.result === null) {
      row.result = event
      continue
    }
    if (event.kind === 'tool' && event.call !== null) open.set(event.call, rows.length)
    rows.push({ key: event.seq, event, result: null })
  }
  return rows
}
