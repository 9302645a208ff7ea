import { blocksIn } from './blocks-in'
import { resultIn, resultTags } from './workflow/result-block'

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
 * What an agent asks a person in the blocks of its answer that `blocksIn` takes as such: of several, all. In a workflow's block it
 * may say `blocked` and ask just the same. Anywhere else such a block is text, perhaps one that only speaks of it.
 */
export function questionIn(text: string): AskedPerson | null {
  const { blocks, prose } = blocksIn(text, opening, ending)
  if (blocks.length > 0) return asked(blocks.map((one) => one.replaceAll(opening, '').trim()).join('\n\n'), prose)
  if (blocksIn(text, resultTags.opening, resultTags.ending).blocks.length === 0) return null
  const block = resultIn(text)
  if (!block.ok || block.result.status !== 'blocked') return null
  return asked(block.result.question ?? block.result.summary, block.prose)
}

function asked(question: string, prose: string): AskedPerson {
  const words = question.trim().slice(0, longestQuestion)
  return { question: words === '' ? 'It cannot go on, and does not say why.' : words, prose: prose.trim() }
}
