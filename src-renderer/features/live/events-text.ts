import type { InvocationEvent } from '#shared/invocation-events'
import { retryWords } from './live-words'

/** A run's events as plain text, to be taken along. */
export function eventsText(events: readonly InvocationEvent[]): string {
  return events.map(textOf).join('\n')
}

function textOf(event: InvocationEvent): string {
  switch (event.kind) {
    case 'text':
      return event.text
    case 'thinking':
      return `(thinking) ${event.text}`
    case 'tool':
      return `> ${event.name} ${event.input}`
    case 'result':
      return `${event.ok ? '<' : '< failed:'} ${event.text}`
    case 'change':
      return event.ok ? `${event.change} ${event.path}` : `could not ${event.change} ${event.path}`
    case 'retry': {
      const words = retryWords(event)
      return `tries again: ${event.text}${words === '' ? '' : ` (${words})`}`
    }
    case 'error':
    case 'notice':
      return `${event.kind}: ${event.text}`
    case 'done':
      return event.ok ? 'done' : `ended: ${event.text}`
  }
}
