import { type EndedProcess, leftNames, nothingLeft, type StopReceipt } from '#shared/supervisor'
import { counted } from './format-table'
import { moment, stretch } from './format-time'
import { harmless, type Paint } from './paint'

const outcomes = {
  finished: 'finished',
  back_in_line: 'went back in line',
  waiting: 'waits for a person',
  left: 'could not be ended',
} as const

/** The proof of a stop for people: what was active and how it ended, which processes were ended, what is left. */
export function formatReceipt(receipt: StopReceipt, paint: Paint): string {
  const { askedAt, tookMs, items, active, endedProcesses, ended, leftProcesses, leftWorkers } = receipt
  const names = leftNames(leftProcesses, receipt.left).map(harmless)
  const lines = [`Last stop: asked ${moment(askedAt)}, took ${stretch(tookMs)}.`]
  if (active === 0) lines.push('  No item was active.')
  else {
    const kinds = (['finished', 'back_in_line', 'waiting', 'left'] as const)
      .map((outcome) => ({ outcome, number: items.filter((item) => item.outcome === outcome).length }))
      .filter(({ number }) => number > 0)
      .map(({ outcome, number }) => `${number} ${outcomes[outcome]}`)
    lines.push(`  ${counted(active, 'item')} ${active === 1 ? 'was' : 'were'} active: ${kinds.join(', ')}.`)
    for (const item of items.slice(0, 20)) lines.push(`    ${harmless(item.title)}: ${outcomes[item.outcome]}`)
    if (active > 20) lines.push(`    and ${active - 20} more`)
  }
  if (endedProcesses > 0) {
    lines.push(`  ${counted(endedProcesses, 'process', 'processes')} ended${ended.length > 0 ? ':' : '.'}`)
    for (const each of ended.slice(0, 20)) lines.push(`    ${harmless(endedText(each))}`)
    if (ended.length > 0 && endedProcesses > Math.min(ended.length, 20)) {
      lines.push(`    and ${endedProcesses - Math.min(ended.length, 20)} more`)
    }
  }
  const left = [
    ...(leftProcesses.length > 0 ? [`processes ${names.join(', ')}`] : []),
    ...(leftWorkers.length > 0 ? [`workers ${leftWorkers.join(', ')}`] : []),
  ]
  lines.push(
    left.length === 0 ? `  ${sentence(nothingLeft(receipt))}` : paint('red', `  Left running: ${left.join('; ')}.`),
  )
  return lines.join('\n')
}

function endedText({ pid, command, signal, by }: EndedProcess): string {
  const when = by === 'run' ? 'with its run' : 'by the last look'
  return `${pid}${command === '' ? '' : ` ${command}`}: ${signal}, ${when}`
}

function sentence(words: string): string {
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}.`
}
