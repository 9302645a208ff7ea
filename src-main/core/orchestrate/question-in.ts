import { resultIn } from './workflow/result-block'

export interface AskedPerson {
  readonly question: string
  /** What was said before it. */
  readonly prose: string
}

/** What every agent that answers a message itself is told. */
export const askingText =
  'If a person has to decide something before you can go on, end your answer with [question]what you need to know[/question].'

const opening = '[question]'
const ending = '[/question]'
const longestQuestion = 18_000

/**
 * What an agent asks a person: what stands in the block that its answer ends with. In a workflow's block it may say `blocked` and
 * ask just the same. Anywhere else such a block is text, perhaps one that only speaks of it.
 */
export function questionIn(text: string): AskedPerson | null {
  const said = text.trimEnd()
  if (said.endsWith('[/workflow_result]')) {
    const block = resultIn(said)
    if (!block.ok || block.result.status !== 'blocked') return null
    return asked(block.result.question ?? block.result.summary, block.prose)
  }
  const start = said.endsWith(ending) ? said.lastIndexOf(opening) : -1
  return start === -1 ? null : asked(said.slice(start + opening.length, -ending.length), said.slice(0, start))
}

function asked(question: string, prose: string): AskedPerson {
  const words = question.trim().slice(0, longestQuestion)
  return { question: words === '' ? 'It cannot go on, and does not say why.' : words, prose: prose.trim() }
}
