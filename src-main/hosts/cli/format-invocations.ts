import type { Invocation } from '#shared/invocation'
import { type Fact, factTable, table } from './format-table'
import { moment, stretch } from './format-time'
import { harmless, type Paint, type Style } from './paint'

const styles: Readonly<Record<Invocation['status'], Style>> = {
  running: 'blue',
  succeeded: 'green',
  failed: 'red',
  cancelled: 'dim',
  lost: 'yellow',
}

/** Invocations as a list. */
export function formatInvocations(invocations: readonly Invocation[], now: number, paint: Paint): string {
  if (invocations.length === 0) return 'There has been no invocation yet.'
  const heading = ['Invocation', 'Started', 'Took', 'Agent', 'Status', 'Item'].map((name) => paint('dim', name))
  const rows = invocations.map((one) => [
    one.id,
    moment(one.startedAt),
    stretch((one.endedAt ?? now) - one.startedAt),
    harmless(`${one.agent} (${one.provider})`),
    paint(styles[one.status], one.failureClass ?? one.status),
    harmless(one.itemFile),
  ])
  return table([heading, ...rows], [2])
}

/** Everything about one invocation. */
export function formatInvocation(one: Invocation, now: number, paint: Paint): string {
  const { usage } = one
  const facts: Fact[] = [
    ['Invocation', one.id],
    ['Status', { painted: paint(styles[one.status], one.status) }],
    ['Failure', one.failureClass],
    ['Reason', one.reason],
    ['Refused', one.refused === undefined ? null : `${one.refused.sentence} ${one.refused.nextStep}`],
    ['Next step', one.nextStep ?? null],
    ...(one.notices ?? []).map((notice): Fact => ['Notice', notice]),
    ['Item', `${one.itemId} (lane ${one.lane}, attempt ${one.attempt})`],
    [
      'Agent',
      `${one.agent}, provider ${one.provider}${one.programVersion == null ? '' : ` (program version ${one.programVersion})`}${one.model === null ? '' : `, model ${one.model}`}`,
    ],
    ['Command', one.argv.map(quoted).join(' ')],
    ['Folder', one.cwd],
    ['Started', moment(one.startedAt)],
    ['Took', stretch((one.endedAt ?? now) - one.startedAt)],
    ['Process', one.pid === null ? null : String(one.pid)],
    ['Ended by', one.signal ?? (one.exitCode === null ? null : `exit code ${one.exitCode}`)],
    ['Session', one.sessionId],
    ['Tokens', usage === null ? null : `${usage.inputTokens ?? '?'} in, ${usage.outputTokens ?? '?'} out`],
    ['Cost', usage?.costUsd == null ? null : `$${usage.costUsd.toFixed(4)}`],
    ['Output', `${one.stdoutBytes} bytes on stdout, ${one.stderrBytes} on stderr`],
    ['Let go', one.droppedBytes > 0 ? `${one.droppedBytes} bytes beyond the cap` : null],
    ['Prompt', one.promptPath],
  ]
  return factTable(facts, paint)
}

function quoted(argument: string): string {
  return /^[\w@%+=:,./{}-]+$/.test(argument) ? argument : `'${argument.replaceAll("'", "'\\''")}'`
}
