import { type Conclusion, type Ending, exitSentence, type Failure, failure } from '../../outcome'
import { judged, type Said } from '../../verdict'
import type { CommandOutput } from './decoder'

/**
 * Of plain text nobody knows whether it is all there is, so of it the exit alone says whether the work was done. An event
 * that the settings name as the answer is one, whatever came after it.
 */
export function classifyCommand(
  program: string,
  output: CommandOutput,
  ending: Ending,
  sessionId: string | null,
): Conclusion {
  return judged({
    program,
    said: saidBy(program, output, ending),
    ending,
    sessionId,
    usage: null,
    left: () => withoutAnswer(program, output, ending),
  })
}

function saidBy(program: string, output: CommandOutput, { endedBy, exitCode }: Ending): Said {
  const leftWell = endedBy === null && exitCode === 0
  if ('text' in output) {
    return output.isSaid || leftWell ? { kind: 'answer', text: output.text, lastWords: false } : { kind: 'nothing' }
  }
  return output.problem === 'empty' && leftWell
    ? { kind: 'silence', sentence: `${program} ended well and gave no answer: ${output.reason}.` }
    : { kind: 'nothing' }
}

function withoutAnswer(program: string, output: CommandOutput, ending: Ending): Failure {
  if (ending.exitCode !== 0) return failure('non_zero_exit', true, exitSentence(program, ending))
  const reason = 'text' in output ? 'it was ended before it was done' : output.reason
  // It ended well, so its work may be done: what is wrong is how it is read.
  const next = 'Check output of this provider in config.yaml.'
  return failure('output_unparseable', false, `${program} gave no answer: ${reason}.`, next)
}
