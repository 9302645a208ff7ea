import { columns } from '#shared/item'
import type { SupervisorState, WorkerHealth } from '#shared/supervisor'
import { formatReceipt } from './format-receipt'
import { counted, table } from './format-table'
import { moment, stretch } from './format-time'
import { harmless, type Paint, type Style } from './paint'
import type { StatusReport } from './status-report'

const looks: Readonly<Record<SupervisorState, { readonly style: Style; readonly word: string }>> = {
  running: { style: 'green', word: 'running' },
  starting: { style: 'blue', word: 'starting' },
  stopping: { style: 'blue', word: 'stopping' },
  degraded: { style: 'yellow', word: 'degraded' },
  stopped: { style: 'dim', word: 'stopped' },
  stale: { style: 'yellow', word: 'stale' },
  stop_failed: { style: 'red', word: 'stop failed' },
  foreign: { style: 'magenta', word: 'owned by another' },
}

export function stateWord(state: SupervisorState, paint: Paint): string {
  const { style, word } = looks[state]
  return paint(style, word)
}

/** The status for people: what it is, who owns it, what is in the lanes, what needs a person. */
export function formatStatus(report: StatusReport, now: number, paint: Paint): string {
  const { owner, reason, since, draining, workers } = report
  const facts: string[][] = []
  const fact = (name: string, text: string): void => void facts.push([paint('dim', name), text])
  const sinceText = since === null ? '' : ` since ${moment(since)} (${stretch(now - since)})`
  fact('Supervisor', stateWord(report.state, paint) + sinceText)
  if (reason !== null) fact('', harmless(reason))
  fact('Home', report.exists ? report.home : `${report.home} (not made yet)`)
  if (owner !== null) {
    const how = owner.detached ? ', detached' : ''
    fact('Owner', `process ${owner.pid}, ${owner.host} host${how}, version ${owner.version}, on ${owner.machine}`)
  }
  if (draining !== null) {
    const left = Math.max(0, draining.until - now)
    fact('Waits for', `${counted(draining.active, 'active item')}, at most ${stretch(left)}`)
    for (const item of draining.items) fact('', `${harmless(item.title)} (${stretch(now - item.since)})`)
  }
  for (const [position, worker] of workers.entries()) {
    fact(position === 0 ? 'Workers' : '', workerText(worker, now, paint))
  }
  const parts = [table(facts)]
  if (report.lanes.length > 0) parts.push(formatLanes(report.lanes, paint))
  const receipt = report.receipt !== null && !isUp(report.state) ? formatReceipt(report.receipt, paint) : null
  if (receipt !== null) parts.push(receipt)
  if (report.attention.length > 0) parts.push(formatAttention(report.attention, now, paint))
  return parts.join('\n\n')
}

/** How many items of each status every lane has; of one whose files are still being counted, at least how many. */
export function formatLanes(lanes: StatusReport['lanes'], paint: Paint): string {
  const heading = ['Lane', ...columns.map((column) => column)].map((name) => paint('dim', name))
  const rows = lanes.map(({ name, counts, indexing, completedGrows }) => [
    name,
    ...columns.map((column) => {
      const grows = indexing || (completedGrows === true && column === 'completed')
      return grows ? soFar(counts[column]) : String(counts[column])
    }),
  ])
  const counts = table([heading, ...rows], [1, 2, 3, 4, 5, 6, 7])
  const waiting = lanes.flatMap(({ name, waiting }) =>
    waiting === 0
      ? []
      : [`${name}: ${counted(waiting, 'active item')} ${waiting === 1 ? 'waits' : 'wait'} for a person.`],
  )
  const counting = lanes.flatMap(({ name, indexing }) => (indexing ? [`${name}: still counting its files.`] : []))
  const reading = lanes.flatMap(({ name, completedGrows }) =>
    completedGrows === true ? [`${name}: still counting its answers of before.`] : [],
  )
  const troubles = lanes.flatMap(({ name, trouble }) => (trouble === null ? [] : [`${name}: ${harmless(trouble)}`]))
  return [counts, ...counting, ...reading, ...waiting, ...troubles].join('\n')
}

function soFar(items: number): string {
  return items === 0 ? '…' : `${items}+`
}

function workerText(
  { name, state, lastBeatAt, lastError, restarts, nextTryAt }: WorkerHealth,
  now: number,
  paint: Paint,
) {
  const ill = state === 'failed' || state === 'backing_off'
  const words = [`${name}: ${ill ? paint('yellow', state.replace('_', ' ')) : state}`]
  if (lastBeatAt !== null) words.push(`last beat ${stretch(now - lastBeatAt)} ago`)
  if (restarts > 0) words.push(counted(restarts, 'restart'))
  if (nextTryAt !== null) words.push(`tried again in ${stretch(nextTryAt - now)}`)
  if (ill && lastError !== null) words.push(harmless(lastError))
  return words.join(', ')
}

function formatAttention(attention: StatusReport['attention'], now: number, paint: Paint): string {
  const style = { error: 'red', warning: 'yellow', notice: 'cyan' } as const
  const lines = attention.map(({ level, sentence, nextStep, until }) => {
    const then = nextStep === null ? '' : ` ${harmless(nextStep)}`
    const at = until === undefined ? '' : ` (${moment(until)}, in ${stretch(until - now)})`
    return `  ${paint(style[level], level)}: ${harmless(sentence)}${then}${at}`
  })
  return ['Needs a person:', ...lines].join('\n')
}

function isUp(state: SupervisorState): boolean {
  return state === 'running' || state === 'degraded' || state === 'starting' || state === 'stopping'
}
