import type { Choice, DecisionKind, Resolution } from '#shared/decision'

/** Why somebody is asked, in a few words. */
export const kindWords: Record<DecisionKind, string> = {
  spent: 'Attempts are spent',
  review_loop: 'A review goes round in circles',
  no_progress: 'It gets nowhere',
  timed_out: 'Its time is up',
  asked: 'The agent asks',
  over_budget: 'Its money is spent',
  silent: 'It finished without a word',
}

const choiceWords: Record<Choice, string> = { retry: 'retry', skip: 'skip the step', cancel: 'cancel the run' }

const deciders: Record<Resolution['by'], string> = {
  panel: 'Somebody decided in the panel',
  cli: 'Somebody decided on the command line',
  message: 'A message decided',
  run: 'The run is over, so nothing is left to decide',
}

/** Who decided what: `Somebody decided in the panel: retry.` */
export function resolutionWords({ by, choice }: Pick<Resolution, 'by' | 'choice'>): string {
  return by === 'run' ? `${deciders.run}.` : `${deciders[by]}: ${choiceWords[choice]}.`
}
