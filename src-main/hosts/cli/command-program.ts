import { Command, CommanderError } from 'commander'
import type { Call } from './call'
import type { CommandParts } from './command-parts'
import { commandGroups, commandTable } from './command-table'
import type { Declared } from './declared'
import { numberOption } from './option-values'
import type { Voice } from './voice'

/** Carries a command out with the options it was given, global ones among them. */
export type Run = (options: unknown, work: (call: Call) => Promise<number>) => Promise<void>

const exitCodeText = `
Exit codes: 0 done, 1 failed, 2 wrong usage, 3 not running, 4 owned by another.`

/** What the command line understands. Parsing it runs one command; it throws for everything it does not understand. */
export function commandProgram(parts: CommandParts, voice: Voice, run: Run): Command {
  const program = new Command('lanekeeper')
    .description('Operates a Lanekeeper home from the command line.')
    .version(parts.version, '--version', 'print the version')
    .option('--home <dir>', 'the folder that holds all state (LANEKEEPER_HOME, else ~/.lanekeeper)')
    .option('--json', 'print one JSON document (one a line while following)')
    .addOption(numberOption('--timeout <seconds>', 'how long to wait at the most', 1, 86_400))
    .helpOption('-h, --help', 'print help')
    .addHelpText('after', exitCodeText)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => parts.out.write(text),
      // The help that is shown where a command is missing; failures are told by whoever catches them.
      writeErr: (text) => voice.raw('err', text),
      outputError: () => {},
    })
  for (const one of commandTable) add(program, one, run)
  return program
}

function add(program: Command, { usage, help, options, run: work }: Declared, run: Run): void {
  const [, group, own = usage] = /^(?:([a-z]+) )?([a-z]+(?: [<[].*)?)$/.exec(usage) ?? []
  const command = groupOf(program, group).command(own).description(help)
  for (const option of options) command.addOption(option)
  command.action(() => {
    const { processedArgs, registeredArguments } = command
    const args = Object.fromEntries(registeredArguments.map((argument, at) => [argument.name(), processedArgs[at]]))
    const given = { ...command.opts(), ...args }
    return run(command.optsWithGlobals(), (call) => work(call, given))
  })
}

function groupOf(program: Command, name: string | undefined): Command {
  if (name === undefined) return program
  const found = program.commands.find((one) => one.name() === name)
  if (found !== undefined) return found
  const { help = '', aliases = [] } = commandGroups[name] ?? {}
  return program.command(name).description(help).aliases(aliases)
}

/** True for the ends of parsing that are no failure: help was asked for, or the version. */
export function isHelp(error: unknown): boolean {
  return error instanceof CommanderError && error.exitCode === 0
}
