import { type EndedProcess, leftNames, nothingLeft, type StopReceipt } from '#shared/supervisor'
import { counted, duration } from '#shared/words'
import type { Tone } from '../../ui/status-look'

type Outcome = StopReceipt['items'][number]['outcome']

interface OutcomeLook {
  readonly word: string
  readonly tone: Tone
}

export const outcomeLooks: Record<Outcome, OutcomeLook> = {
  finished: { word: 'Finished', tone: 'completed' },
  back_in_line: { word: 'Back in line', tone: 'pending' },
  waiting: { word: 'Waiting for a person', tone: 'waiting' },
  left: { word: 'Left behind', tone: 'dead' },
}

/** A stop in one sentence: how long it took, what became of what was active, and whether anything is left. */
export function receiptWords(receipt: StopReceipt): string {
  return `Took ${duration(receipt.tookMs)}: ${activeWords(receipt)}; ${leftWords(receipt) ?? nothingLeft(receipt)}.`
}

/** What a stop could not end, or null. */
export function leftWords({ leftProcesses, left, leftWorkers }: StopReceipt): string | null {
  const parts: string[] = []
  if (leftProcesses.length > 0) {
    parts.push(`${leftProcesses.length === 1 ? 'process' : 'processes'} ${listed(leftNames(leftProcesses, left))}`)
  }
  if (leftWorkers.length > 0) parts.push(`${leftWorkers.length === 1 ? 'worker' : 'workers'} ${listed(leftWorkers)}`)
  return parts.length === 0 ? null : `left running: ${parts.join(' and ')}`
}

/** How a process came to its end. */
export function endedWords({ signal, by }: EndedProcess): string {
  return by === 'run' ? `${signal}, with its run` : `${signal}, by the last look`
}

/** The receipt names only the first items of a long list. */
function activeWords({ active, items }: StopReceipt): string {
  if (active === 0) return 'no item was active'
  const kinds = (['finished', 'back_in_line', 'waiting', 'left'] as const).flatMap((outcome) => {
    const number = items.filter((item) => item.outcome === outcome).length
    return number === 0 ? [] : [`${number} ${outcomeLooks[outcome].word.toLowerCase()}`]
  })
  const whole = items.length < active ? `of the first ${items.length}: ` : ''
  return `${counted(active, 'item')} ${active === 1 ? 'was' : 'were'} active (${whole}${kinds.join(', ')})`
}

function listed(names: readonly string[]): string {
  const shown = names.slice(0, 12).join(', ')
  return names.length > 12 ? `${shown} and ${names.length - 12} more` : shown
}
