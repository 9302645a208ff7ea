import { Command, CommanderError, Option } from 'commander'
import { z } from 'zod'
import { LogLevel, logLevels } from '#shared/log-line'
import { addAgentCommands } from './agent-program'
import type { Call } from './call'
import type { CommandParts } from './command-parts'
import { configCheck } from './config-check'
import { addDecisionCommands } from './decision-program'
import { doctor } from './doctor-command'
import { history } from './history-command'
import { importFile } from './import-command'
import { addInvocationCommands } from './invocation-program'
import { logs } from './logs-command'
import { open } from './open-command'
import { laneOption, numberOption } from './option-values'
import { addOrchestratorCommands } from './orchestrator-program'
import { addQueueCommands } from './queue-program'
import { restart } from './restart-command'
import { addRunCommands } from './run-program'
import { SendOptions, send } from './send-command'
import { StartOptions, start } from './start-command'
import { status } from './status-command'
import { stop } from './stop-command'
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
  addLifecycle(program, run)
  program
    .command('send [words...]')
    .description('put a message in line: the words, or what comes over stdin')
    .addOption(laneOption())
    .option('--channel <name>', 'the channel it comes from', 'panel')
    .option('--profile <id>', 'the channel profile it comes in through')
    .option('--sender <name>', 'who says it (default: your user name)')
    .option('--conversation <id>', 'the conversation it belongs to')
    .option('--agent <name>', 'the agent that is to answer')
    .action((words: string[], _options: unknown, command: Command) =>
      run(command.optsWithGlobals(), (call) => send(call, words, SendOptions.parse(command.opts()))),
    )
  program
    .command('import <file>')
    .description('turn the settings.json of TinyAGI or TinyClaw into the settings of this home')
    .option('--dry-run', 'say what would be made, and make nothing')
    .action((file: string, _options: unknown, command: Command) =>
      run(command.optsWithGlobals(), (call) => importFile(call, file, command.opts().dryRun === true)),
    )
  addQueueCommands(program, run)
  addRunCommands(program, run)
  addDecisionCommands(program, run)
  addOrchestratorCommands(program, run)
  addInvocationCommands(program, run)
  addAgentCommands(program, run)
  addObserving(program, run)
  return program
}

function addLifecycle(program: Command, run: Run): void {
  program
    .command('status')
    .description('how it is with the home, checked at this moment')
    .action((_options: unknown, command: Command) => run(command.optsWithGlobals(), status))
  program
    .command('start')
    .description('start the supervisor, with a panel in this process where none runs')
    .option('--detach', 'in a process of its own')
    .addOption(new Option('--as-detached').hideHelp())
    .addOption(numberOption('--port <number>', 'port of the panel, 0 for any free one', 0, 65_535))
    .action((_options: unknown, command: Command) =>
      run(command.optsWithGlobals(), (call) => start(call, StartOptions.parse(command.opts()))),
    )
  program
    .command('stop')
    .description('stop the supervisor and wait for the proof')
    .option('--now', 'do not let active items finish')
    .action((_options: unknown, command: Command) =>
      run(command.optsWithGlobals(), (call) => stop(call, command.opts().now === true)),
    )
  program
    .command('restart')
    .description('stop the supervisor, then start it again')
    .action((_options: unknown, command: Command) => run(command.optsWithGlobals(), restart))
  program
    .command('open')
    .description('open the panel of whoever owns the home')
    .option('--print', 'only print its address')
    .action((_options: unknown, command: Command) =>
      run(command.optsWithGlobals(), (call) => open(call, command.opts().print === true)),
    )
}

const LogsOptions = z.object({
  follow: z.boolean().default(false),
  level: LogLevel,
  scope: z.string().max(100),
  search: z.string().max(200),
  lines: z.int(),
})

function addObserving(program: Command, run: Run): void {
  program
    .command('logs')
    .description("the newest lines of the home's log")
    .option('-f, --follow', 'go on with what is written from now on')
    .addOption(new Option('--level <level>', 'the least level to show').choices(logLevels).default('info'))
    .option('--scope <scope>', 'only this scope', '')
    .option('--search <text>', 'only lines that hold this text', '')
    .addOption(numberOption('--lines <number>', 'how many of the newest lines', 0, 2000).default(50))
    .action((_options: unknown, command: Command) =>
      run(command.optsWithGlobals(), (call) => {
        const { follow, ...query } = LogsOptions.parse(command.opts())
        return logs(call, query, follow)
      }),
    )
  program
    .command('history <words...>')
    .description('what happened to whatever these words fit')
    .addOption(numberOption('--limit <number>', 'how many items at the most', 1, 200).default(20))
    .action((words: string[], _options: unknown, command: Command) =>
      run(command.optsWithGlobals(), (call) => history(call, words, z.int().parse(command.opts().limit))),
    )
  program
    .command('doctor')
    .description('examine home and machine')
    .action((_options: unknown, command: Command) => run(command.optsWithGlobals(), doctor))
  program
    .command('config')
    .description('the settings')
    .command('check')
    .description('whether the settings on the disk could take effect')
    .action((_options: unknown, command: Command) => run(command.optsWithGlobals(), configCheck))
}

/** True for the ends of parsing that are no failure: help was asked for, or the version. */
export function isHelp(error: unknown): boolean {
  return error instanceof CommanderError && error.exitCode === 0
}
