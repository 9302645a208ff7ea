import { z } from 'zod'
import { homePathFrom } from '../../core/ground/home-path'
import { homePaths } from '../../core/ground/home-paths'
import type { Call } from './call'
import { CommandFailure, exitCodes } from './command-failure'
import type { CommandParts } from './command-parts'
import { commandProgram, isHelp } from './command-program'
import { failureOf } from './failure-of'
import { Voice } from './voice'

const Global = z.object({
  home: z.string().optional(),
  json: z.boolean().default(false),
  timeout: z.int().optional(),
})

/** Runs one command and gives its exit code; never throws. */
export async function runCommand(parts: CommandParts): Promise<number> {
  // Also of a command line that cannot be understood, the failure is told in the form that was asked for.
  const asked = new Voice(parts, wantsJson(parts.argv))
  let exitCode: number = exitCodes.done
  const program = commandProgram(parts, asked, async (options, work) => {
    const { home, json, timeout } = Global.parse(options)
    if (home === '') {
      const nextStep = 'Give a folder: --home DIR.'
      throw new CommandFailure('usage', '--home was given no folder.', { exitCode: exitCodes.usage, nextStep })
    }
    const call: Call = {
      paths: homePaths(homePathFrom(home, parts.env)),
      parts,
      voice: new Voice(parts, json),
      timeoutSeconds: timeout ?? null,
    }
    exitCode = await work(call)
  })
  try {
    await program.parseAsync([...parts.argv], { from: 'user' })
    return exitCode
  } catch (error) {
    if (isHelp(error)) return exitCodes.done
    const failure = failureOf(error)
    asked.failed(failure)
    return failure.exitCode
  }
}

function wantsJson(argv: readonly string[]): boolean {
  const end = argv.indexOf('--')
  return argv.slice(0, end === -1 ? argv.length : end).includes('--json')
}
