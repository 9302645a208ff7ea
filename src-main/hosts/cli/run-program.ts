import { type Command, Option } from 'commander'
import { z } from 'zod'
import { bounds } from '#shared/limits'
import { runPhases } from '#shared/run'
import type { Run } from './command-program'
import { numberOption } from './option-values'
import { runCancel, runRetry, runStart, StartRunOptions } from './run-act'
import { ListRunsOptions, runList, runProgress, runShow } from './run-read'

export function addRunCommands(program: Command, run: Run): void {
  const runs = program.command('run').aliases(['pipeline', 'job']).description('runs of workflows and pipelines')
  runs
    .command('list')
    .description('the newest ones')
    .addOption(new Option('--phase <phase>', 'only these').choices(['all', 'open', ...runPhases]).default('all'))
    .option('--search <text>', 'only runs that fit this text', '')
    .addOption(numberOption('--limit <number>', 'how many at the most', 1, bounds.windowRows).default(20))
    .action((_options: unknown, command: Command) =>
      run(command.optsWithGlobals(), (call) => runList(call, ListRunsOptions.parse(command.opts()))),
    )
  runs
    .command('show <id>')
    .description('everything about one: its id, the beginning of it, or latest')
    .action((id: string, _options: unknown, command: Command) =>
      run(command.optsWithGlobals(), (call) => runShow(call, id)),
    )
  runs
    .command('progress <id>')
    .description('how far one is, in a few words')
    .action((id: string, _options: unknown, command: Command) =>
      run(command.optsWithGlobals(), (call) => runProgress(call, id)),
    )
  runs
    .command('start <workflow>')
    .description('put a run of a workflow in line')
    .option('--orchestrator <id>', 'whose workflow it is, where several have it')
    .option('--input <name=text...>', 'an input of the workflow; name=@FILE reads it from a file', [])
    .action((workflow: string, _options: unknown, command: Command) =>
      run(command.optsWithGlobals(), (call) => runStart(call, workflow, StartRunOptions.parse(command.opts()))),
    )
  runs
    .command('cancel <id>')
    .description('end a run: its process is gone and its item has left active when this returns')
    .option('--reason <text>', 'why', 'Canceled from the command line.')
    .action((id: string, _options: unknown, command: Command) =>
      run(command.optsWithGlobals(), (call) => runCancel(call, id, z.string().parse(command.opts().reason))),
    )
  runs
    .command('retry <id>')
    .description('go on with a run that is over')
    .requiredOption('--step <id>', 'the step to go on from')
    .action((id: string, _options: unknown, command: Command) =>
      run(command.optsWithGlobals(), (call) => runRetry(call, id, z.string().parse(command.opts().step))),
    )
}
