import type { RunAttempt, RunDetail, RunPhase, RunRow } from '#shared/run'
import { cut, type Fact, factTable, table } from './format-table'
import { moment, stretch } from './format-time'
import { harmless, harmlessLines, type Paint, type Style } from './paint'

const styles: Readonly<Record<RunPhase, Style>> = {
  queued: 'dim',
  running: 'blue',
  waiting: 'yellow',
  succeeded: 'green',
  failed: 'red',
  canceled: 'dim',
}

/** Runs as a list. */
export function formatRuns(rows: readonly RunRow[], total: number, now: number, width: number, paint: Paint): string {
  if (rows.length === 0) return 'There is no run.'
  const heading = ['Run', 'Age', 'Phase', 'Workflow', 'Step', 'Started with'].map((name) => paint('dim', name))
  const lines = rows.map((row) => [
    row.id,
    stretch(now - row.createdAt),
    paint(styles[row.phase], row.phase),
    harmless(`${row.source.name}/${row.workflow}`),
    harmless(row.step ?? ''),
    cut(harmless(row.reason ?? row.title), Math.max(width - 90, 20)),
  ])
  return table([heading, ...lines], [1]) + (total > rows.length ? `\n${rows.length} of ${total}.` : '')
}

/** One run with its steps, their attempts and its decisions. */
export function formatRun(detail: RunDetail, now: number, paint: Paint): string {
  const { row, inputs, steps, decisions, selection, path } = detail
  const facts: Fact[] = [
    ['Run', row.id],
    ['Phase', { painted: paint(styles[row.phase], row.phase) }],
    ['Workflow', `${row.workflow} of ${row.source.kind} ${row.source.name}`],
    [
      'Chosen by',
      selection === null ? null : `${selection.decidedBy}${selection.reason ? `: ${selection.reason}` : ''}`,
    ],
    ['Reason', row.reason],
    ['Step', row.step],
    ['Created', `${moment(row.createdAt)} (${stretch(now - row.createdAt)} ago)`],
    ['Took', row.startedAt === null ? null : stretch((row.endedAt ?? now) - row.startedAt)],
    ['Attempts', String(row.iterations)],
    ['Cost', row.costUsd === null ? null : `$${row.costUsd.toFixed(4)}${row.costEstimated ? ' (estimated)' : ''}`],
    ['Item', row.itemId === null ? null : `${row.itemId} (lane ${row.lane})`],
    ['Decision', row.decisionId],
    ['Folder', path],
  ]
  const parts = [factTable(facts, paint)]
  const given = Object.entries(inputs).map(([name, text]): Fact => [name, cut(text, 200)])
  if (given.length > 0) parts.push(factTable(given, paint))
  const attempts = steps.flatMap((step) => step.attempts.map((attempt) => attemptRow(step.id, attempt, now, paint)))
  if (attempts.length > 0) parts.push(table(attempts, [1, 3]))
  for (const decision of decisions) {
    const how = decision.resolution === null ? 'open' : `${decision.resolution.choice} (${decision.resolution.by})`
    parts.push(`${paint('yellow', decision.id)} ${how}: ${harmless(decision.question)}`)
  }
  return parts.join('\n\n')
}

function attemptRow(step: string, attempt: RunAttempt, now: number, paint: Paint): string[] {
  const { state, startedAt, endedAt, invocationId, decision, summary, reason } = attempt
  const style: Style =
    state === 'succeeded' ? 'green' : state === 'failed' ? 'red' : state === 'running' ? 'blue' : 'dim'
  return [
    harmless(step),
    String(attempt.attempt),
    paint(style, decision ?? state),
    stretch((endedAt ?? now) - startedAt),
    invocationId ?? '',
    cut(harmlessLines(reason ?? summary ?? '').replace(/\s+/g, ' '), 100),
  ]
}
