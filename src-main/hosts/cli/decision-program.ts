import { type Command, Option } from 'commander'
import { z } from 'zod'
import { DecisionQuery } from '#shared/decision'
import type { Run } from './command-program'
import { decisionList, decisionResolve, decisionShow } from './decision-commands'
import { numberOption } from './option-values'

const ResolveOptions = z.object({ text: z.string().default('') })

export function addDecisionCommands(program: Command, run: Run): void {
  const decision = program.command('decision').description('questions that runs wait on')
  decision
    .command('list')
    .description('the newest ones')
    .addOption(new Option('--state <state>', 'which').choices(['open', 'resolved', 'all']).default('open'))
    .addOption(numberOption('--limit <number>', 'how many at the most', 1, 500).default(50))
    .action((_options: unknown, command: Command) =>
      run(command.optsWithGlobals(), (call) => decisionList(call, DecisionQuery.parse(command.opts()))),
    )
  decision
    .command('show <id>')
    .description('one with its context and its options')
    .action((id: string, _options: unknown, command: Command) =>
      run(command.optsWithGlobals(), (call) => decisionShow(call, id)),
    )
  decision
    .command('resolve <id> <option>')
    .description('answer one: the number of an option, or retry, skip or cancel')
    .option('--text <words>', 'passed on to the agent')
    .action((id: string, option: string, _options: unknown, command: Command) =>
      run(command.optsWithGlobals(), (call) =>
        decisionResolve(call, id, option, ResolveOptions.parse(command.opts()).text),
      ),
    )
}
