import type { HistoryFound } from '#shared/contract'
import { formatTimeline } from './format-items'
import { harmless, type Paint } from './paint'

/** Found items, each with everything that happened to it, oldest first. */
export function formatHistory(words: string, { hits, lookedAt, unlooked }: HistoryFound, paint: Paint): string {
  const far = unlooked === null ? '' : howFar(lookedAt, unlooked)
  if (hits.length === 0) {
    const nothing = `Nothing is known of anything that fits "${harmless(words)}".`
    return unlooked === null ? nothing : `Nothing was found that fits "${harmless(words)}". ${far}`
  }
  const shown = hits
    .map(({ lane, id, status, title, resultFile, timeline }) => {
      const answer = resultFile === null ? '' : `\nAnswer: ${harmless(resultFile)}`
      const heading = `${paint('bold', harmless(title))}\n${harmless(id)}, lane ${lane}, ${status}${answer}`
      const events = formatTimeline(timeline, paint)
      return `${heading}\n${events.replace(/^/gm, '  ')}`
    })
    .join('\n\n')
  return far === '' ? shown : `${shown}\n\n${far}`
}

/** Why more may be known than was found. */
function howFar(lookedAt: number, unlooked: number): string {
  const since =
    unlooked === Number.MAX_VALUE ? '' : `, back to ${new Date(unlooked).toISOString().slice(0, 16).replace('T', ' ')}`
  return `Time was up: only the newest ${lookedAt.toLocaleString('en')} items were looked at${since}. Older ones may fit too.`
}
