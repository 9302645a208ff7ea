import { CommandFailure } from './command-failure'
import { harmless } from './paint'

export interface Meaning {
  /** What it is called: `run`. */
  readonly noun: string
  readonly asked: string
  /** Newest first. */
  readonly ids: readonly string[]
  readonly isId: (asked: string) => boolean
  readonly nextStep: string
}

/**
 * The one id that is meant: as it is, or the only one that begins so. A whole id that is not among those looked through is
 * taken at its word: whoever is asked for it knows older ones too.
 */
export function meantId({ noun, asked, ids, isId, nextStep }: Meaning): string {
  const fitting = ids.includes(asked) ? [asked] : ids.filter((id) => id.startsWith(asked))
  const [only, ...more] = fitting
  if (only === undefined) {
    if (isId(asked)) return asked
    throw new CommandFailure(`no_such_${noun}`, `There is no ${noun} ${harmless(asked)}.`, { nextStep })
  }
  if (more.length === 0) return only
  throw new CommandFailure('ambiguous', `${harmless(asked)} fits ${fitting.length} ${noun}s.`, {
    nextStep: `Write more of its id: ${fitting.slice(0, 5).join(', ')}${fitting.length > 5 ? ', …' : ''}.`,
    beside: { ids: fitting },
  })
}
