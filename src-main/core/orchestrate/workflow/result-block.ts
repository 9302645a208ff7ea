import { z } from 'zod'

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

const block = /\[workflow_result\]([\s\S]*?)\[\/workflow_result\]/g

/** Finds the last result block of an answer. Prose around it is kept apart and decides nothing. */
export function resultIn(answer: string): FoundResult {
  const matches = [...answer.matchAll(block)]
  const last = matches.at(-1)
  if (last?.[1] === undefined) return { ok: false, sentence: 'The answer holds no [workflow_result] block.' }
  const text = last[1].trim().replace(/^```(?:json)?\s*([\s\S]*?)\s*```$/, '$1')
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    const cause = error instanceof Error ? error.message : String(error)
    return { ok: false, sentence: `The [workflow_result] block is not valid JSON: ${cause}.` }
  }
  const parsed = StepResult.safeParse(value)
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    const where = issue === undefined || issue.path.length === 0 ? '' : `"${issue.path.join('.')}": `
    return { ok: false, sentence: `The [workflow_result] block is wrong: ${where}${issue?.message ?? 'unknown'}.` }
  }
  return { ok: true, result: parsed.data, prose: answer.replace(block, '').trim() }
}
