import { type Command, Option } from 'commander'
import { z } from 'zod'
import { LogStream } from '#shared/invocation'
import type { Run } from './command-program'
import { invocationList, invocationShow, invocationTail } from './invocation-commands'
import { numberOption } from './option-values'

const TailOptions = z.object({ follow: z.boolean().default(false), stream: LogStream.nullable().default(null) })

export function addInvocationCommands(program: Command, run: Run): void {
  const invocation = program.command('invocation').description("executions of providers' programs")
  invocation
    .command('list')
    .description('the newest ones')
    .addOption(numberOption('--limit <number>', 'how many at the most', 1, 500).default(20))
    .action((_options: unknown, command: Command) =>
      run(command.optsWithGlobals(), (call) => invocationList(call, z.int().parse(command.opts().limit))),
    )
  invocation
    .command('show <id>')
    .description('everything about one: its id, the beginning of it, or latest')
    .action((id: string, _options: unknown, command: Command) =>
      run(command.optsWithGlobals(), (call) => invocationShow(call, id)),
    )
  invocation
    .command('tail <id>')
    .description('what one wrote: its id, the beginning of it, or latest')
    .option('-f, --follow', 'go on with what it writes until it has ended')
    .addOption(new Option('--stream <stream>', 'only this stream').choices(LogStream.options))
    .action((id: string, _options: unknown, command: Command) =>
      run(command.optsWithGlobals(), (call) => invocationTail(call, id, TailOptions.parse(command.opts()))),
    )
}
