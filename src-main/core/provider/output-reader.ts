import type { RunStep } from '#shared/invocation-events'
import type { OutputReader } from './command-plan'
import { anthropicReader } from './providers/claude/plan'
import { openaiReader } from './providers/codex/plan'
import { commandReader } from './providers/command/plan'
import type { Reading } from './reading'

/** Reads the output of a run again, in the language its program spoke. `program`: its name in sentences of a command. */
export function outputReader(
  { kind, session, permissions, output }: Reading,
  program: string,
  tell: (step: RunStep) => void = () => {},
): OutputReader {
  switch (kind) {
    case 'anthropic':
      return anthropicReader(session, tell)
    case 'openai':
      return openaiReader(session, permissions, tell)
    case 'command':
      return commandReader(program, output ?? 'text', session, tell)
  }
}
