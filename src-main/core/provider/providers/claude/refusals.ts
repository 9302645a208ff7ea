import { z } from 'zod'
import { Refusals } from '../../refusals'

const Denial = z.looseObject({ tool_name: z.string().min(1) })
const Ended = z.looseObject({ type: z.literal('result'), permission_denials: z.array(z.unknown()) })
const Results = z.looseObject({
  type: z.literal('user'),
  message: z.looseObject({ content: z.array(z.unknown()) }),
})
const Missing = z.looseObject({
  type: z.literal('tool_result'),
  is_error: z.literal(true),
  content: z.string().regex(/No such tool available: /),
})
/** What of a longer list is counted. */
const mostDenials = 10_000

/** Tools of its own that an agent may be run without, and then asks for in vain. */
const ownTools = /No such tool available: (Task|Bash|Edit|MultiEdit|Write|NotebookEdit|WebFetch|WebSearch)\b/

/** The tools that claude refused: the last result lists them, save for those that the run was begun without. */
export function claudeRefusals() {
  const refusals = new Refusals()
  const missing: string[] = []
  const addMissing = (value: unknown): void => {
    const results = Results.safeParse(value)
    for (const part of results.data?.message.content.slice(0, 100) ?? []) {
      const tool = ownTools.exec(Missing.safeParse(part).data?.content ?? '')?.[1]
      if (tool !== undefined && missing.length < mostDenials) missing.push(tool)
    }
  }
  return {
    take(value: unknown): void {
      addMissing(value)
      const ended = Ended.safeParse(value)
      if (!ended.success) return
      refusals.clear()
      for (const tool of missing) refusals.add(tool)
      for (const denial of ended.data.permission_denials.slice(0, mostDenials)) {
        const { data } = Denial.safeParse(denial)
        if (data !== undefined) refusals.add(data.tool_name)
      }
    },
    tools: () => refusals.tools,
  }
}
