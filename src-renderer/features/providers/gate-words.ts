import type { ProviderCard, ProviderGate } from '#shared/board'
import { countDown, untilWords } from '../../ui/clock-words'

type Shut = Pick<ProviderGate, 'state' | 'until'>

/** What a provider's gate does, in a few words that count down. */
export function gateWords({ state, until }: Shut, now: number): string {
  switch (state) {
    case 'closed':
      return 'Ready'
    case 'open':
      return until === null ? 'Open after failures' : `Open after failures, probes ${countDown(until, now)}`
    case 'probing':
      return 'Half-open: one item tries it'
    case 'parked':
      return until === null
        ? 'Waiting for quota'
        : `Waiting for quota until ${untilWords(until, now)} (${countDown(until, now)})`
    case 'waiting':
      return 'Waiting for a person'
  }
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
