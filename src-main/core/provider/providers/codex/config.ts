import { parse } from 'smol-toml'
import { z } from 'zod'

const Choice = { model_provider: z.string().optional(), openai_base_url: z.string().optional() }

/** What of a settings file of codex bears on which model server it asks. */
export const CodexConfig = z.object({
  ...Choice,
  profile: z.string().optional(),
  profiles: z.record(z.string(), z.object(Choice)).default({}),
})
export type CodexConfig = z.infer<typeof CodexConfig>

/** Null when it cannot be understood: codex may still make something of it, and what that is nobody knows. */
export function codexConfigIn(text: string): CodexConfig | null {
  try {
    return CodexConfig.safeParse(parse(text)).data ?? null
  } catch {
    return null
  }
}
