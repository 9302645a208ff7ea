import type { Command } from 'commander'
import { z } from 'zod'
import type { Run } from './command-program'
import {
  orchestratorCheck,
  orchestratorList,
  orchestratorShow,
  workflowList,
  workflowShow,
} from './orchestrator-commands'

const Owner = z.object({ orchestrator: z.string().optional() })

export function addOrchestratorCommands(program: Command, run: Run): void {
  const orchestrator = program.command('orchestrator').description('orchestrators and their agents')
  orchestrator
    .command('list')
    .description('those of the settings on the disk')
    .action((_options: unknown, command: Command) => run(command.optsWithGlobals(), orchestratorList))
  orchestrator
    .command('show <id>')
    .description('one with its agents and workflows')
    .action((id: string, _options: unknown, command: Command) =>
      run(command.optsWithGlobals(), (call) => orchestratorShow(call, id)),
    )
  orchestrator
    .command('check [id]')
    .description('whether it could be used, or all of them')
    .action((id: string | undefined, _options: unknown, command: Command) =>
      run(command.optsWithGlobals(), (call) => orchestratorCheck(call, id ?? null)),
    )
  const workflow = program.command('workflow').description('workflows of orchestrators')
  workflow
    .command('list')
    .description('all of them, or those of one orchestrator')
    .option('--orchestrator <id>', 'only of this one')
    .action((_options: unknown, command: Command) =>
      run(command.optsWithGlobals(), (call) => workflowList(call, Owner.parse(command.opts()).orchestrator ?? null)),
    )
  workflow
    .command('show <id>')
    .description('one with its inputs and steps')
    .option('--orchestrator <id>', 'whose it is, where several have it')
    .action((id: string, _options: unknown, command: Command) =>
      run(command.optsWithGlobals(), (call) =>
        workflowShow(call, id, Owner.parse(command.opts()).orchestrator ?? null),
      ),
    )
}
