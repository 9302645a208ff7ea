import type { ProviderCard, ProviderGate } from '#shared/board'
import { countDown, untilWords } from '../../ui/clock-words'

type Shut = Pick<ProviderGate, 'state' | 'until' | 'failureClass'>

/** What a provider's gate does, in a few words that count down. */
export function gateWords({ state, until, failureClass }: Shut, now: number): string {
  const why = shutBy(failureClass)
  switch (state) {
    case 'closed':
      return 'Ready'
    case 'open':
      return until === null ? why : `${why}, tries one item again ${countDown(until, now)}`
    case 'probing':
      return 'One item tries it again'
    case 'parked':
      return until === null
        ? 'Waiting for quota'
        : `Waiting for quota until ${untilWords(until, now)} (${countDown(until, now)})`
    case 'waiting':
      return 'Waiting for a person'
  }
}

function shutBy(failureClass: ProviderGate['failureClass']): string {
  if (failureClass === 'rate_limited') return 'Shut by a usage limit'
  return failureClass === 'overloaded' ? 'Shut because it is overloaded' : 'Shut after failures'
}

/** What that means for the items of a lane. */
export function itemsWords({ state }: Pick<ProviderGate, 'state'>): string {
  return state === 'probing' ? 'Its other items wait.' : 'Its items wait.'
}

/** Providers whose items do not all start, those that need a person first. */
export function shutProviders(
  cards: readonly ProviderCard[],
): (Pick<ProviderCard, 'name'> & { readonly gate: ProviderGate })[] {
  const order: readonly ProviderGate['state'][] = ['waiting', 'parked', 'open', 'probing']
  return cards
    .flatMap(({ name, gate }) => (gate === undefined || gate.state === 'closed' ? [] : [{ name, gate }]))
    .sort((a, b) => order.indexOf(a.gate.state) - order.indexOf(b.gate.state))
}
