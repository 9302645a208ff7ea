import type { CommandOutput } from './decode-command'
import { type Conclusion, type Ending, endedOutside, exitSentence, failure } from './outcome'

export function classifyCommand(
  program: string,
  output: CommandOutput,
  ending: Ending,
  sessionId: string | null,
): Conclusion {
  const outside = endedOutside(program, ending, sessionId)
  if (outside !== null) return outside
  const rest = { sessionId }
  if (ending.exitCode !== 0) return failure('non_zero_exit', true, exitSentence(program, ending), null, rest)
  if ('text' in output) return { ok: true, text: output.text, sessionId, usage: null, sessionUsage: null }
  const sentence = `${program} gave no answer: ${output.reason}.`
  if (output.problem === 'empty') return failure('empty_output', true, sentence, null, rest)
  return failure('output_unparseable', true, sentence, 'Check output of this provider in config.yaml.', rest)
}
