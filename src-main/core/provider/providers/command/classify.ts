import type { SessionPlan } from '../../command-plan'
import { lastWords } from '../../last-words'
import { refusalSentence, troubleFailure } from '../../model-failure'
import { type Conclusion, type Ending, exitSentence, type Failure, failure } from '../../outcome'
import { readable } from '../../plain-words'
import { troubleNamed } from '../../trouble'
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
  session: SessionPlan = { kind: 'fresh' },
  now = Date.now(),
): Conclusion {
  const sessionId = session.id ?? null
  return judged({
    program,
    said: saidBy(program, output, ending, session, now),
    ending,
    sessionId,
    usage: null,
    left: () => withoutAnswer(program, output, ending),
  })
}

function saidBy(program: string, output: CommandOutput, ending: Ending, session: SessionPlan, now: number): Said {
  const { endedBy, exitCode } = ending
  const leftWell = endedBy === null && exitCode === 0
  if ('text' in output) {
    const isAnswer = output.isSaid || leftWell
    return isAnswer
      ? { kind: 'answer', text: output.text, lastWords: false }
      : named(program, output, ending, session, now)
  }
  return output.problem === 'empty' && leftWell
    ? { kind: 'silence', sentence: `${program} ended well and gave no answer: ${output.reason}.` }
    : named(program, output, ending, session, now)
}

const logIn = 'Give it what it logs in with, under env of this provider in config.yaml if that is where it looks.'

/** An error of its model that it named on its way out, on stderr or in place of its answer. */
function named(program: string, output: CommandOutput, ending: Ending, session: SessionPlan, now: number): Said {
  if (ending.exitCode === 0) return { kind: 'nothing' }
  const told = [ending.stderrTail, 'text' in output ? output.text : '']
  for (const said of told.map((text) => lastWords(readable(text)) ?? '')) {
    const trouble = troubleNamed(said)
    if (trouble === null) continue
    if (trouble === 'refusal') return { kind: 'refusal', sentence: refusalSentence(said) }
    const resumed = session.kind === 'resume'
    const about = { program, said, resumed, resetAt: null, now, logIn, update: `Update ${program}` }
    return { kind: 'error', failure: troubleFailure(trouble, about) }
  }
  return { kind: 'nothing' }
}

function withoutAnswer(program: string, output: CommandOutput, ending: Ending): Failure {
  if (ending.exitCode !== 0) return failure('non_zero_exit', true, exitSentence(program, ending))
  const reason = 'text' in output ? 'it was ended before it was done' : output.reason
  // It ended well, so its work may be done: what is wrong is how it is read.
  const next = 'Check output of this provider in config.yaml.'
  return failure('output_unparseable', false, `${program} gave no answer: ${reason}.`, next)
}
