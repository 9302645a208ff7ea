import { type Command, Option } from 'commander'
import { z } from 'zod'
import { columns } from '#shared/item'
import { bounds } from '#shared/limits'
import type { PlainAction } from '#shared/offers'
import type { Run } from './command-program'
import { laneOption, numberOption } from './option-values'
import { pushItem } from './push-item'
import { queueAct } from './queue-act'
import { queuePush } from './queue-push'
import { ItemsOptions, queueAllItems, queueItems, queueList, queueShow } from './queue-read'

const LaneOptions = z.object({ lane: z.string() })
const ActOptions = LaneOptions.extend({ all: z.boolean().default(false), interrupted: z.boolean().default(false) })

const actions: readonly (readonly [action: PlainAction, description: string, sweeps: boolean])[] = [
  ['retry', 'let failed items start at once', true],
  ['requeue', 'put dead items back in line as if they had just come', true],
  ['discard', 'move items to the trash', false],
  ['restore', 'bring items back from the trash', true],
  ['release', 'take active items out of work; a run is ended', false],
]

export function addQueueCommands(program: Command, run: Run): void {
  const queue = program.command('queue').description('the lanes and their items')
  queue
    .command('list')
    .description('the lanes and how many items they have')
    .action((_options: unknown, command: Command) => run(command.optsWithGlobals(), queueList))
  queue
    .command('push <what...>')
    .description('message files as they are, - is stdin; or an item of a queue: NAME \'{"var": …}\'')
    .addOption(laneOption())
    .action((what: string[], _options: unknown, command: Command) =>
      run(command.optsWithGlobals(), (call) => {
        const [name, item, ...more] = what
        const isItem = name !== undefined && item !== undefined && more.length === 0 && item.trimStart().startsWith('{')
        if (isItem) return pushItem(call, name, item)
        return queuePush(call, LaneOptions.parse(command.opts()).lane, what)
      }),
    )
  queue
    .command('items [name]')
    .description('the items of a lane: those of a queue with its NAME, whatever their status, else of one column')
    .addOption(laneOption())
    .addOption(new Option('--column <column>', 'where they stand (pending, where no NAME is given)').choices(columns))
    .option('--search <text>', 'only items that fit this text', '')
    .addOption(numberOption('--offset <number>', 'leave out so many', 0, 1e9).default(0))
    .addOption(numberOption('--limit <number>', 'how many at the most', 1, bounds.windowRows).default(50))
    .action((name: string | undefined, _options: unknown, command: Command) =>
      run(command.optsWithGlobals(), (call) => {
        const options = ItemsOptions.parse(command.opts())
        if (name === undefined) return queueItems(call, { ...options, column: options.column ?? 'pending' })
        const { column, ...query } = { ...options, lane: name }
        return column === undefined ? queueAllItems(call, query) : queueItems(call, { ...query, column })
      }),
    )
  queue
    .command('show <item>')
    .description('everything known of one item')
    .addOption(laneOption())
    .action((item: string, _options: unknown, command: Command) =>
      run(command.optsWithGlobals(), (call) => queueShow(call, LaneOptions.parse(command.opts()).lane, item)),
    )
  for (const [action, description, sweeps] of actions) {
    const acting = queue.command(`${action} [items...]`).description(description).addOption(laneOption())
    if (sweeps) acting.option('--all', 'every item it applies to, at most 1000')
    if (action === 'requeue') acting.option('--interrupted', 'every item given up for its interruptions, at most 1000')
    acting.action((items: string[], _options: unknown, command: Command) =>
      run(command.optsWithGlobals(), (call) => queueAct(call, action, items, ActOptions.parse(command.opts()))),
    )
  }
}
