import type { HistoryHit } from '#shared/contract'
import { formatTimeline } from './format-items'
import { harmless, type Paint } from './paint'

/** Found items, each with everything that happened to it, oldest first. */
export function formatHistory(words: string, hits: readonly HistoryHit[], paint: Paint): string {
  if (hits.length === 0) return `Nothing is known of anything that fits "${harmless(words)}".`
  return hits
    .map(({ lane, id, status, title, resultFile, timeline }) => {
      const answer = resultFile === null ? '' : `\nAnswer: ${harmless(resultFile)}`
      const heading = `${paint('bold', harmless(title))}\n${harmless(id)}, lane ${lane}, ${status}${answer}`
      const events = formatTimeline(timeline, paint)
      return `${heading}\n${events.replace(/^/gm, '  ')}`
    })
    .join('\n\n')
}
