import { z } from 'zod'

/** A tool that its program did not let the agent use, and how often. */
export const RefusedTool = z.object({ tool: z.string(), times: z.int().min(1) })
export type RefusedTool = z.infer<typeof RefusedTool>

/** What a run was kept from doing; `nextStep` names the setting that would allow it. */
export const Refused = z.object({ tools: z.array(RefusedTool), sentence: z.string(), nextStep: z.string() })
export type Refused = z.infer<typeof Refused>

/** `2 tools were refused under workspace-write: Write, Bash (3 times).` */
export function refusedSentence(tools: readonly RefusedTool[], permissions: string): string {
  const names = tools.map(({ tool, times }) => (times === 1 ? tool : `${tool} (${times} times)`))
  const what = tools.length === 1 ? '1 tool was' : `${tools.length} tools were`
  return `${what} refused under ${permissions}: ${names.join(', ')}.`
}
