// Every command there is, with what it takes and does, in one place: longer than other files for that.
import { z } from 'zod'
import { DecisionQuery } from '#shared/decision'
import { LogStream } from '#shared/invocation'
import { columns } from '#shared/item'
import { bounds } from '#shared/limits'
import { LogLevel, logLevels } from '#shared/log-line'
import type { PlainAction } from '#shared/offers'
import { runPhases } from '#shared/run'
import { agentReset } from './agent-reset'
import { configCheck } from './config-check'
import { decisionList, decisionResolve, decisionShow } from './decision-commands'
import { type Declared, declared, plain } from './declared'
import { doctor } from './doctor-command'
import { history } from './history-command'
import { importFile } from './import-command'
import { invocationList, invocationShow, invocationTail } from './invocation-commands'
import { logs } from './logs-command'
import { open } from './open-command'
import { choiceOption, laneOption, numberOption, option } from './option-values'
import {
  orchestratorCheck,
  orchestratorList,
  orchestratorShow,
  workflowList,
  workflowShow,
} from './orchestrator-commands'
import { pushItem } from './push-item'
import { queueAct } from './queue-act'
import { queuePush } from './queue-push'
import { ItemsOptions, queueAllItems, queueItems, queueList, queueShow } from './queue-read'
import { restart } from './restart-command'
import { runCancel, runRetry, runStart, StartRunOptions } from './run-act'
import { ListRunsOptions, runList, runProgress, runShow } from './run-read'
import { SendOptions, send } from './send-command'
import { StartOptions, start } from './start-command'
import { status } from './status-command'
import { stop } from './stop-command'

/** What stands before the words of several commands, and other words for it. */
export const commandGroups: Readonly<Record<string, { readonly help: string; readonly aliases?: readonly string[] }>> =
  {
    queue: { help: 'the lanes and their items' },
    run: { help: 'runs of workflows and pipelines', aliases: ['pipeline', 'job'] },
    decision: { help: 'questions that runs wait on' },
    orchestrator: { help: 'orchestrators and their agents' },
    workflow: { help: 'workflows of orchestrators' },
    invocation: { help: "executions of providers' programs" },
    agent: { help: 'agents of the orchestrators' },
    config: { help: 'the settings' },
  }

const flag = z.boolean().default(false)
const lane = z.string()
const Id = z.object({ id: z.string() })
const Orchestrator = z.object({ orchestrator: z.string().nullable().default(null) })

const lifecycle: readonly Declared[] = [
  plain('status', 'how it is with the home, checked at this moment', status),
  declared('start', 'start the supervisor, with a panel in this process where none runs', {
    options: [
      option('--detach', 'in a process of its own'),
      option('--as-detached', '').hideHelp(),
      numberOption('--port <number>', 'port of the panel, 0 for any free one', 0, 65_535),
    ],
    takes: StartOptions,
    run: start,
  }),
  declared('stop', 'stop the supervisor and wait for the proof', {
    options: [option('--now', 'do not let active items finish')],
    takes: z.object({ now: flag }),
    run: (call, { now }) => stop(call, now),
  }),
  plain('restart', 'stop the supervisor, then start it again', restart),
  declared('open', 'open the panel of whoever owns the home', {
    options: [option('--print', 'only print its address')],
    takes: z.object({ print: flag }),
    run: (call, { print }) => open(call, print),
  }),
]

const entrances: readonly Declared[] = [
  declared('send [words...]', 'put a message in line: the words, or what comes over stdin', {
    options: [
      laneOption(),
      option('--channel <name>', 'the channel it comes from', 'panel'),
      option('--profile <id>', 'the channel profile it comes in through'),
      option('--sender <name>', 'who says it (default: your user name)'),
      option('--conversation <id>', 'the conversation it belongs to'),
      option('--agent <name>', 'the agent that is to answer'),
    ],
    takes: SendOptions.extend({ words: z.array(z.string()) }),
    run: (call, { words, ...options }) => send(call, words, options),
  }),
  declared('import <file>', 'turn the settings.json of TinyAGI or TinyClaw into the settings of this home', {
    options: [option('--dry-run', 'say what would be made, and make nothing')],
    takes: z.object({ file: z.string(), dryRun: flag }),
    run: (call, { file, dryRun }) => importFile(call, file, dryRun),
  }),
]

const queue: readonly Declared[] = [
  plain('queue list', 'the lanes and how many items they have', queueList),
  declared(
    'queue push <what...>',
    'message files as they are, - is stdin; or an item of a queue: NAME \'{"var": …}\'',
    {
      options: [laneOption()],
      takes: z.object({ lane, what: z.array(z.string()) }),
      run: (call, given) => {
        const [name, item, ...more] = given.what
        const isItem = name !== undefined && item !== undefined && more.length === 0 && item.trimStart().startsWith('{')
        return isItem ? pushItem(call, name, item) : queuePush(call, given.lane, given.what)
      },
    },
  ),
  declared(
    'queue items [name]',
    'the items of a lane: those of a queue with its NAME, whatever their status, else of one column',
    {
      options: [
        laneOption(),
        choiceOption('--column <column>', 'where they stand (pending, where no NAME is given)', columns),
        option('--search <text>', 'only items that fit this text', ''),
        numberOption('--offset <number>', 'leave out so many', 0, 1e9).default(0),
        numberOption('--limit <number>', 'how many at the most', 1, bounds.windowRows).default(50),
      ],
      takes: ItemsOptions.extend({ name: z.string().optional() }),
      run: (call, { name, ...options }) => {
        if (name === undefined) return queueItems(call, { ...options, column: options.column ?? 'pending' })
        const { column, ...query } = { ...options, lane: name }
        return column === undefined ? queueAllItems(call, query) : queueItems(call, { ...query, column })
      },
    },
  ),
  declared('queue show <item>', 'everything known of one item', {
    options: [laneOption()],
    takes: z.object({ lane, item: z.string() }),
    run: (call, { lane: of, item }) => queueShow(call, of, item),
  }),
  acting('retry', 'let failed items start at once', ['all']),
  acting('requeue', 'put dead items back in line as if they had just come', ['all', 'interrupted']),
  acting('discard', 'move items to the trash'),
  acting('restore', 'bring items back from the trash', ['all']),
  acting('release', 'take active items out of work; a run is ended'),
]

/** A recovery action on items, and what it may be carried out on at once. */
function acting(action: PlainAction, help: string, sweeps: readonly ('all' | 'interrupted')[] = []): Declared {
  const of = { all: 'every item it applies to', interrupted: 'every item given up for its interruptions' }
  return declared(`queue ${action} [items...]`, help, {
    options: [laneOption(), ...sweeps.map((sweep) => option(`--${sweep}`, `${of[sweep]}, at most 1000`))],
    takes: z.object({ lane, items: z.array(z.string()), all: flag, interrupted: flag }),
    run: (call, { items, ...options }) => queueAct(call, action, items, options),
  })
}

const runs: readonly Declared[] = [
  declared('run list', 'the newest ones', {
    options: [
      choiceOption('--phase <phase>', 'only these', ['all', 'open', ...runPhases]).default('all'),
      option('--search <text>', 'only runs that fit this text', ''),
      numberOption('--limit <number>', 'how many at the most', 1, bounds.windowRows).default(20),
    ],
    takes: ListRunsOptions,
    run: runList,
  }),
  declared('run show <id>', 'everything about one: its id, the beginning of it, or latest', {
    takes: Id,
    run: (call, { id }) => runShow(call, id),
  }),
  declared('run progress <id>', 'how far one is, in a few words', {
    takes: Id,
    run: (call, { id }) => runProgress(call, id),
  }),
  declared('run start <workflow>', 'put a run of a workflow in line', {
    options: [
      option('--orchestrator <id>', 'whose workflow it is, where several have it'),
      option('--input <name=text...>', 'an input of the workflow; name=@FILE reads it from a file', []),
    ],
    takes: StartRunOptions.extend({ workflow: z.string() }),
    run: (call, { workflow, ...options }) => runStart(call, workflow, options),
  }),
  declared('run cancel <id>', 'end a run: its process is gone and its item has left active when this returns', {
    options: [option('--reason <text>', 'why', 'Canceled from the command line.')],
    takes: Id.extend({ reason: z.string() }),
    run: (call, { id, reason }) => runCancel(call, id, reason),
  }),
  declared('run retry <id>', 'go on with a run that is over', {
    options: [option('--step <id>', 'the step to go on from').makeOptionMandatory()],
    takes: Id.extend({ step: z.string() }),
    run: (call, { id, step }) => runRetry(call, id, step),
  }),
]

const decisions: readonly Declared[] = [
  declared('decision list', 'the newest ones', {
    options: [
      choiceOption('--state <state>', 'which', ['open', 'resolved', 'all']).default('open'),
      numberOption('--limit <number>', 'how many at the most', 1, 500).default(50),
    ],
    takes: DecisionQuery,
    run: decisionList,
  }),
  declared('decision show <id>', 'one with its context and its options', {
    takes: Id,
    run: (call, { id }) => decisionShow(call, id),
  }),
  declared('decision resolve <id> <option>', 'answer one: the number of an option, or retry, skip or cancel', {
    options: [option('--text <words>', 'passed on to the agent')],
    takes: Id.extend({ option: z.string(), text: z.string().default('') }),
    run: (call, { id, option: chosen, text }) => decisionResolve(call, id, chosen, text),
  }),
]

const orchestrators: readonly Declared[] = [
  plain('orchestrator list', 'those of the settings on the disk', orchestratorList),
  declared('orchestrator show <id>', 'one with its agents and workflows', {
    takes: Id,
    run: (call, { id }) => orchestratorShow(call, id),
  }),
  declared('orchestrator check [id]', 'whether it could be used, or all of them', {
    takes: z.object({ id: z.string().nullable().default(null) }),
    run: (call, { id }) => orchestratorCheck(call, id),
  }),
  declared('workflow list', 'all of them, or those of one orchestrator', {
    options: [option('--orchestrator <id>', 'only of this one')],
    takes: Orchestrator,
    run: (call, { orchestrator }) => workflowList(call, orchestrator),
  }),
  declared('workflow show <id>', 'one with its inputs and steps', {
    options: [option('--orchestrator <id>', 'whose it is, where several have it')],
    takes: Orchestrator.extend({ id: z.string() }),
    run: (call, { id, orchestrator }) => workflowShow(call, id, orchestrator),
  }),
]

const agents: readonly Declared[] = [
  declared('invocation list', 'the newest ones', {
    options: [numberOption('--limit <number>', 'how many at the most', 1, 500).default(20)],
    takes: z.object({ limit: z.int() }),
    run: (call, { limit }) => invocationList(call, limit),
  }),
  declared('invocation show <id>', 'everything about one: its id, the beginning of it, or latest', {
    takes: Id,
    run: (call, { id }) => invocationShow(call, id),
  }),
  declared('invocation tail <id>', 'what one wrote: its id, the beginning of it, or latest', {
    options: [
      option('-f, --follow', 'go on with what it writes until it has ended'),
      choiceOption('--stream <stream>', 'only this stream', LogStream.options),
    ],
    takes: Id.extend({ follow: flag, stream: LogStream.nullable().default(null) }),
    run: (call, { id, ...options }) => invocationTail(call, id, options),
  }),
  declared('agent reset [agent]', 'a fresh conversation for the next run of this agent, or of whichever runs first', {
    options: [option('--orchestrator <id>', 'whose agent it is (default: main)')],
    takes: z.object({ agent: z.string().nullable().default(null), orchestrator: z.string().default('main') }),
    run: (call, { agent, orchestrator }) => agentReset(call, agent, orchestrator),
  }),
]

const observing: readonly Declared[] = [
  declared('logs', "the newest lines of the home's log", {
    options: [
      option('-f, --follow', 'go on with what is written from now on'),
      choiceOption('--level <level>', 'the least level to show', logLevels).default('info'),
      option('--scope <scope>', 'only this scope', ''),
      option('--search <text>', 'only lines that hold this text', ''),
      numberOption('--lines <number>', 'how many of the newest lines', 0, 2000).default(50),
    ],
    takes: z.object({
      follow: flag,
      level: LogLevel,
      scope: z.string().max(100),
      search: z.string().max(200),
      lines: z.int(),
    }),
    run: (call, { follow, ...query }) => logs(call, query, follow),
  }),
  declared('history <words...>', 'what happened to whatever these words fit', {
    options: [numberOption('--limit <number>', 'how many items at the most', 1, 200).default(20)],
    takes: z.object({ words: z.array(z.string()), limit: z.int() }),
    run: (call, { words, limit }) => history(call, words, limit),
  }),
  plain('doctor', 'examine home and machine', doctor),
  plain('config check', 'whether the settings on the disk could take effect', configCheck),
]

/** In the order in which the help tells of them. */
export const commandTable: readonly Declared[] = [
  ...lifecycle,
  ...entrances,
  ...queue,
  ...runs,
  ...decisions,
  ...orchestrators,
  ...agents,
  ...observing,
]
