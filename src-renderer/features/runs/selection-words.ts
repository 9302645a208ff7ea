import type { SelectionSummary } from '#shared/run'
import { counted } from '#shared/words'

/** Who or what decided which workflow runs, as a sentence. */
export function selectionWords({ decidedBy, asked }: Pick<SelectionSummary, 'decidedBy' | 'asked'>): string {
  switch (decidedBy) {
    case 'only':
      return 'It is the only workflow there is; nobody had to choose.'
    case 'selector':
      return asked === 1
        ? 'The selector agent chose it.'
        : `The selector agent chose it after ${counted(asked, 'try', 'tries')}.`
    case 'default':
      return asked === 0
        ? 'It is the default workflow.'
        : `It is the default workflow: the selector agent gave no valid answer in ${counted(asked, 'try', 'tries')}.`
    case 'person':
      return 'It was started by hand.'
    case 'queue':
      return 'It is the pipeline of its queue.'
  }
}
