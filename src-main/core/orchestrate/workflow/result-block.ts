import { z } from 'zod'
import { foundJson, itemBounds } from '../../ground/json-text'
import { unfenced } from './unfenced'

/** What a worker says of its step, between `[workflow_result]` and `[/workflow_result]`. The only source of routing. */
export const StepResult = z.looseObject({
  status: z.enum(['complete', 'blocked', 'failed']),
  summary: z.string().max(20_000).default(''),
  /** With `blocked`: what the worker asks the operator. */
  question: z.string().max(20_000).optional(),
})
export type StepResult = z.infer<typeof StepResult>

export type FoundResult =
  | { readonly ok: true; readonly result: StepResult; readonly prose: string }
  | { readonly ok: false; readonly sentence: string }

/** The tags around it. */
export const resultTags = { opening: '[workflow_result]', ending: '[/workflow_result]' } as const

const longestBlock = 1_000_000
/** A text of a block may hold the ending tag itself: so many of them are tried. */
const mostEndings = 5

/**
 * Finds the last result block of an answer. Prose around it is kept apart and decides nothing; neither does a block with anything
 * but an object in it, which only speaks of blocks.
 */
export function resultIn(answer: string): FoundResult {
  const { last, prose } = partsOf(answer)
  if (last === null) return { ok: false, sentence: 'The answer holds no [workflow_result] block.' }
  let first: FoundResult | null = null
  let end = last.end
  for (let tried = 0; tried < mostEndings && end !== -1; tried++) {
    const found = readBlock(answer.slice(last.start, end))
    if (found.ok) {
      const around = tried === 0 ? prose : (last.before + answer.slice(end + resultTags.ending.length)).trim()
      return { ok: true, result: found.result, prose: around }
    }
    first ??= found
    end = answer.indexOf(resultTags.ending, end + resultTags.ending.length)
  }
  return first ?? { ok: false, sentence: 'The answer holds no [workflow_result] block.' }
}

type ReadBlock = { readonly ok: true; readonly result: StepResult } | { readonly ok: false; readonly sentence: string }

function readBlock(block: string): ReadBlock {
  if (block.length > longestBlock) return { ok: false, sentence: 'The [workflow_result] block is too long.' }
  const found = foundJson(unfenced(block), itemBounds)
  if (!found.ok) {
    return { ok: false, sentence: found.sentence.replace(/^The file/, 'The [workflow_result] block') }
  }
  const parsed = StepResult.safeParse(found.value)
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    const where = issue === undefined || issue.path.length === 0 ? '' : `"${issue.path.join('.')}": `
    return { ok: false, sentence: `The [workflow_result] block is wrong: ${where}${issue?.message ?? 'unknown'}.` }
  }
  return { ok: true, result: parsed.data }
}

interface Part {
  readonly start: number
  readonly end: number
  /** What stands around the blocks before it. */
  readonly before: string
}

/** The last block with an object, else the last one, and what stands around the blocks; looks at every character once. */
function partsOf(answer: string): { readonly last: Part | null; readonly prose: string } {
  const { opening, ending } = resultTags
  let last: Part | null = null
  let lastObject: Part | null = null
  let prose = ''
  let at = 0
  for (;;) {
    const found = answer.indexOf(opening, at)
    const end = found === -1 ? -1 : answer.indexOf(ending, found + opening.length)
    if (end === -1) return { last: lastObject ?? last, prose: (prose + answer.slice(at)).trim() }
    prose += answer.slice(at, found)
    last = { start: found + opening.length, end, before: prose }
    if (/^\s*(?:```(?:json)?\s*)?\{/.test(answer.slice(last.start, last.start + 100))) lastObject = last
    at = end + ending.length
  }
}
