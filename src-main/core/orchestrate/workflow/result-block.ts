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

const longestBlock = 1_000_000
const opening = '[workflow_result]'
const ending = '[/workflow_result]'

/** Finds the last result block of an answer. Prose around it is kept apart and decides nothing. */
export function resultIn(answer: string): FoundResult {
  const { last, prose } = partsOf(answer)
  if (last === null) return { ok: false, sentence: 'The answer holds no [workflow_result] block.' }
  const text = unfenced(last)
  if (text.length > longestBlock) return { ok: false, sentence: 'The [workflow_result] block is too long.' }
  const found = foundJson(text, itemBounds)
  if (!found.ok) {
    return { ok: false, sentence: found.sentence.replace(/^The file/, 'The [workflow_result] block') }
  }
  const parsed = StepResult.safeParse(found.value)
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    const where = issue === undefined || issue.path.length === 0 ? '' : `"${issue.path.join('.')}": `
    return { ok: false, sentence: `The [workflow_result] block is wrong: ${where}${issue?.message ?? 'unknown'}.` }
  }
  return { ok: true, result: parsed.data, prose }
}

/** The text of the last block, and what stands around the blocks; looks at every character once, whatever is in there. */
function partsOf(answer: string): { readonly last: string | null; readonly prose: string } {
  let last: string | null = null
  let prose = ''
  let at = 0
  for (;;) {
    const start = answer.indexOf(opening, at)
    const end = start === -1 ? -1 : answer.indexOf(ending, start + opening.length)
    if (end === -1) return { last, prose: (prose + answer.slice(at)).trim() }
    last = answer.slice(start + opening.length, end)
    prose += answer.slice(at, start)
    at = end + ending.length
  }
}
