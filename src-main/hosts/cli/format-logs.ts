import type { LogLevel, LogLine } from '#shared/log-line'
import { moment } from './format-time'
import { harmless, type Paint, type Style } from './paint'

const styles: Readonly<Record<LogLevel, Style>> = { debug: 'dim', info: 'cyan', warn: 'yellow', error: 'red' }

/** Log lines for people: time, level, scope, sentence, and whatever else was noted with it. */
export function formatLogLines(lines: readonly LogLine[], paint: Paint): string {
  return lines
    .map(({ at, level, scope, sentence, facts }) => {
      const ms = Date.parse(at)
      const time = Number.isNaN(ms) ? harmless(at) : moment(ms)
      const rest = facts === null ? '' : ` ${paint('dim', harmless(facts))}`
      const word = paint(styles[level], level.padEnd(5))
      return `${paint('dim', time)}  ${word}  ${harmless(scope).padEnd(11)}  ${harmless(sentence)}${rest}`
    })
    .join('\n')
}
