import type { Choice, Decision } from '#shared/decision'

const words: Readonly<Record<string, Choice>> = {
  retry: 'retry',
  again: 'retry',
  continue: 'retry',
  skip: 'skip',
  cancel: 'cancel',
  stop: 'cancel',
}

/**
 * What a message means as the answer to a decision: the number or the word of an option, with free text after it. An agent's
 * own question is answered by any text. Null when it cannot be told what is meant.
 */
export function answerIn(text: string, decision: Decision): { option: number; text: string } | null {
  const [, first = '', rest = ''] = /^\s*(\d|[a-z]+)(?![\w])[\s.:,)-]*([\s\S]*)$/i.exec(text) ?? []
  const number = /^\d$/.test(first) ? Number(first) : optionOf(decision, words[first.toLowerCase()])
  if (number >= 1 && number <= decision.options.length && (rest.trim() === '' || isMarked(text, first))) {
    return { option: number, text: rest.trim() }
  }
  const retry = optionOf(decision, 'retry')
  return decision.kind === 'asked' && retry > 0 && text.trim() !== '' ? { option: retry, text: text.trim() } : null
}

/** A decision as a chat shows it. */
export function decisionText({ question, options }: Decision): string {
  const lines = options.map(({ label, recommended }, at) => `${at + 1}. ${label}${recommended ? ' (recommended)' : ''}`)
  return `${question}\n\n${lines.join('\n')}\n\nAnswer with a number, and a colon and more words for the agent if you like.`
}

function optionOf({ options }: Decision, choice: Choice | undefined): number {
  return options.findIndex((option) => option.choice === choice) + 1
}

/** "2 pieces" is no choice, "2: pieces" is. */
function isMarked(text: string, first: string): boolean {
  return /^[.:,)-]/.test(text.trimStart().slice(first.length).trimStart())
}
