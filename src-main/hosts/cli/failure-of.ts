import { ORPCError } from '@orpc/client'
import { CommanderError } from 'commander'
import { z } from 'zod'
import { Refusal } from '#shared/refusal'
import { faultCode } from '../../core/ground/fault-code'
import { Refused } from '../../core/ground/refused'
import { StartupProblem } from '../../core/ground/startup-problem'
import { UnusableSettings } from '../../core/settings/unusable-settings'
import { CommandFailure, exitCodes } from './command-failure'

const Refusing = z.object({ data: Refusal })
const Unfit = z.object({
  data: z.object({
    issues: z.array(z.object({ message: z.string(), path: z.array(z.union([z.string(), z.number()])) })),
  }),
})

/** Any error as what a command says of it. A bug keeps its stack. */
export function failureOf(error: unknown): CommandFailure {
  if (error instanceof CommandFailure) return error
  if (error instanceof CommanderError) return misuse(error)
  if (error instanceof UnusableSettings) {
    const { message, refusal, problems } = error
    const { code, nextStep } = refusal
    return new CommandFailure(code, message, { nextStep, beside: { problems }, cause: error })
  }
  if (error instanceof Refused) return refused(error.refusal, error)
  if (error instanceof StartupProblem) {
    return new CommandFailure('startup_problem', error.message, { nextStep: error.nextStep, cause: error })
  }
  if (error instanceof ORPCError) return answered(error)
  if (error instanceof Error && faultCode(error) !== null) {
    return new CommandFailure('fault', `The system refused: ${error.message}.`, {
      nextStep: 'Check the disk and the rights of the home folder; lanekeeper doctor does.',
      cause: error,
    })
  }
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error)
  return new CommandFailure('bug', `lanekeeper failed because of a fault of its own.\n${text}`, { cause: error })
}

function answered(error: ORPCError<string, unknown>): CommandFailure {
  const refusing = error.code === 'REFUSED' ? Refusing.safeParse(error) : null
  if (refusing?.success) return refused(refusing.data.data, error)
  const code = error.code === 'BAD_REQUEST' ? 'usage' : 'owner_fault'
  const said = (code === 'usage' && unfit(error)) || error.message
  const sentence = said.endsWith('.') ? said : `${said}.`
  return new CommandFailure(code, sentence, {
    exitCode: code === 'usage' ? exitCodes.usage : exitCodes.failed,
    nextStep: code === 'usage' ? 'Check what was given.' : 'See lanekeeper logs for the cause.',
    cause: error,
  })
}

/** What the contract did not take, by its name; null where that is not told. */
function unfit(error: ORPCError<string, unknown>): string | null {
  const [issue] = Unfit.safeParse(error).data?.data.issues ?? []
  return issue === undefined ? null : `"${issue.path.join('.')}" cannot be used: ${issue.message}`
}

function refused({ code, sentence, nextStep }: Refusal, cause: unknown): CommandFailure {
  const exitCode =
    code === 'owned_by_another'
      ? exitCodes.ownedByAnother
      : code === 'not_running'
        ? exitCodes.notRunning
        : exitCodes.failed
  return new CommandFailure(code, sentence, { exitCode, nextStep, cause })
}

/** `error: unknown option '--x'` → `Unknown option '--x'.` */
function misuse(error: CommanderError): CommandFailure {
  if (error.code === 'commander.help') {
    return new CommandFailure('usage', 'Name a command.', { exitCode: exitCodes.usage, cause: error })
  }
  const [first = '', ...more] = error.message.replace(/^error: /, '').split('\n')
  const said = [first.charAt(0).toUpperCase() + first.slice(1), ...more].join(' ')
  const sentence = /[.?)]$/.test(said) ? said : `${said}.`
  return new CommandFailure('usage', sentence, {
    exitCode: exitCodes.usage,
    nextStep: 'lanekeeper help shows what there is, lanekeeper help COMMAND how it is used.',
    cause: error,
  })
}
