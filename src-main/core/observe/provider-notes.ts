import type { Attention, ProviderCard, SpendToday } from '#shared/board'
import type { Invocation } from '#shared/invocation'

/** What a person should know of providers whose items wait, of reached spend caps and of runs that say nothing. Pure. */
export function providerNotes(
  cards: readonly ProviderCard[],
  spend: SpendToday,
  spendTrouble: string | null,
  quiet: readonly Invocation[],
): Attention[] {
  const notes: Attention[] = []
  const add = (
    id: string,
    level: Attention['level'],
    sentence: string,
    nextStep: string | null,
    until: number | null = null,
  ) => {
    notes.push({ id, level, sentence, nextStep, lane: null, itemId: null, ...(until === null ? {} : { until }) })
  }
  for (const { name, gate } of cards) {
    if (gate === undefined || gate.state === 'closed' || gate.sentence === null) continue
    const level = gate.state === 'waiting' ? 'error' : gate.state === 'open' ? 'warning' : 'notice'
    const next = gate.state === 'waiting' ? 'Then test the provider; its items go on after a good test.' : null
    const nextStep = [gate.nextStep, next].filter((part) => part !== null).join(' ') || null
    add(`gate:${name}`, level, gate.sentence, nextStep, gate.until)
  }
  for (const { scope, name, sentence, until } of spend.reached) {
    const next =
      until === null
        ? 'Raise the cap in config.yaml.'
        : 'It goes on tomorrow, or when the cap is raised in config.yaml.'
    add(`spend:${scope}:${name}`, 'warning', sentence, next)
  }
  if (spendTrouble !== null) {
    const nextStep = 'See the log for the cause; it is read again.'
    const about = { lane: null, itemId: null, inLog: true }
    notes.push({ id: 'spend:unreadable', level: 'error', sentence: spendTrouble, nextStep, ...about })
  }
  if (spend.capped && spend.unpricedRuns > 0) {
    const runs = spend.unpricedRuns === 1 ? '1 run' : `${spend.unpricedRuns} runs`
    const sentence = `What ${runs} of today cost is not known, so no spend cap counts it.`
    add('spend:unpriced', 'notice', sentence, 'Give the prices of the model under prices in config.yaml.')
  }
  for (const { id, lane, itemId, agent, provider } of quiet) {
    const sentence = `A run of ${agent} (${provider}) has written nothing for a while. It goes on.`
    const nextStep = 'Look at its log; release the item if it hangs.'
    notes.push({ id: `quiet:${id}`, level: 'notice', sentence, nextStep, lane, itemId })
  }
  return notes
}
