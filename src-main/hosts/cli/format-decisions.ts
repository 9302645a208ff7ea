import type { Decision, DecisionQuery } from '#shared/decision'
import { cut, type Fact, factTable, table } from './format-table'
import { moment, stretch } from './format-time'
import { harmless, harmlessLines, type Paint } from './paint'

/** Decisions as a list. */
export function formatDecisions(
  decisions: readonly Decision[],
  { state }: DecisionQuery,
  now: number,
  width: number,
  paint: Paint,
): string {
  if (decisions.length === 0) return state === 'open' ? 'Nothing waits for a decision.' : 'There is no such decision.'
  const heading = ['Decision', 'Age', 'State', 'Run', 'Question'].map((name) => paint('dim', name))
  const rows = decisions.map((one) => [
    one.id,
    stretch(now - one.createdAt),
    one.resolution === null ? paint('yellow', 'open') : one.resolution.choice,
    one.runId ?? '',
    cut(harmless(one.question), Math.max(width - 90, 30)),
  ])
  return table([heading, ...rows], [1])
}

/** One decision: what is asked, what was tried, and what can be chosen. */
export function formatDecision(decision: Decision, paint: Paint): string {
  const { question, tried, lastError, evidence, options, resolution } = decision
  const facts: Fact[] = [
    ['Decision', decision.id],
    ['Asked', moment(decision.createdAt)],
    ['Run', decision.runId],
    ['Step', decision.stepId],
    ['Last error', lastError],
  ]
  const parts = [harmlessLines(question), factTable(facts, paint)]
  if (tried.length > 0)
    parts.push(`${paint('dim', 'Tried:')}\n${tried.map((line) => `- ${harmless(line)}`).join('\n')}`)
  if (evidence.length > 0) parts.push(table(evidence.map(({ label, path }) => [harmless(label), harmless(path)])))
  parts.push(
    options
      .map(({ choice, label, recommended }, at) => {
        const mark = recommended ? paint('green', ' (recommended)') : ''
        return `${at + 1}. ${choice}: ${harmless(label)}${mark}`
      })
      .join('\n'),
  )
  if (resolution !== null) {
    const words = resolution.text === '' ? '' : `: ${harmless(resolution.text)}`
    parts.push(`Resolved ${moment(resolution.at)} by ${resolution.by}: ${resolution.choice}${words}`)
  }
  return parts.join('\n\n')
}
