import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { Readable } from 'node:stream'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { CommandParts } from './command-parts'
import { runCommand } from './run-command'

let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lanekeeper-command-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

interface Ran {
  readonly exitCode: number
  readonly out: string
  readonly err: string
}

async function ran(argv: readonly string[], changed: Partial<CommandParts> = {}): Promise<Ran> {
  const out: string[] = []
  const err: string[] = []
  const outlet = (into: string[]) => ({ write: (text: string) => void into.push(text), isTerminal: false, columns: 80 })
  const exitCode = await runCommand({
    argv,
    env: { LANEKEEPER_HOME: join(folder, 'nowhere') },
    stdin: Readable.from([]),
    out: outlet(out),
    err: outlet(err),
    now: () => 0,
    version: '1.2.3',
    resourcesPath: folder,
    programPath: '',
    ending: new AbortController().signal,
    runHost: () => Promise.reject(new Error('no host was to be run')),
    openBrowser: () => Promise.reject(new Error('no browser was to be opened')),
    ...changed,
  })
  return { exitCode, out: out.join(''), err: err.join('') }
}

describe('a wrong command line', () => {
  test.each([
    [['bogus'], "Unknown command 'bogus'"],
    [['stop', '--soon'], "Unknown option '--soon'"],
    [['status', 'extra'], "Too many arguments for 'status'. Expected 0 arguments but got 1: extra."],
    [['queue', 'push'], "Missing required argument 'what'."],
    [['run', 'list', '--phase', 'lost'], "Option '--phase <phase>' argument 'lost' is invalid."],
    [['run', 'retry', 'latest'], "Required option '--step <id>' not specified."],
    [['decision', 'resolve', 'latest'], "Missing required argument 'option'."],
    [['decision', 'list', '--state', 'lost'], "Option '--state <state>' argument 'lost' is invalid."],
    [['queue', 'frob'], "Unknown command 'frob'"],
    [['queue', 'items', '--column', 'lost'], "Option '--column <column>' argument 'lost' is invalid."],
    [['logs', '--lines', '-3'], "Option '--lines <number>' argument '-3' is invalid."],
    [['logs', '--level', 'loud'], "Option '--level <level>' argument 'loud' is invalid."],
    [['status', '--timeout', 'soon'], "Option '--timeout <seconds>' argument 'soon' is invalid."],
    [['status', '--home'], "Option '--home <dir>' argument missing."],
    [['status', '--home='], '--home was given no folder.'],
    [['queue', 'retry'], 'There is no item named to retry.'],
    [['queue', 'requeue', 'x', '--all'], 'Items were named, and --all was given.'],
    [['queue', 'discard', '--all'], "Unknown option '--all'."],
    [['send', 'hi', '--channel', ''], 'The message cannot be sent: channel:'],
  ])('%j is told in a sentence with exit code 2', async (argv, sentence) => {
    const { exitCode, out, err } = await ran(argv)
    expect(err).toContain(sentence)
    expect([exitCode, out]).toEqual([2, ''])
    const json = await ran(['--json', ...argv])
    expect(JSON.parse(json.out)).toMatchObject({
      error: { code: 'usage', sentence: expect.stringContaining(sentence) },
    })
    expect([json.exitCode, json.err]).toEqual([2, ''])
  })

  test('without any command shows the help', async () => {
    const { exitCode, err, out } = await ran([])
    expect(exitCode).toBe(2)
    expect(out).toBe('')
    expect(err).toMatch(/^Usage: lanekeeper.*Name a command\.\n$/s)
    expect(JSON.parse((await ran(['--json'])).out)).toEqual({
      error: { code: 'usage', sentence: 'Name a command.', nextStep: null },
    })
  })
})

test.each([[['help']], [['--help']], [['help', 'queue']], [['queue', '--help']]])('%j is help', async (argv) => {
  const { exitCode, out, err } = await ran(argv)
  expect(out).toContain('Usage: lanekeeper')
  expect([exitCode, err]).toEqual([0, ''])
})

test('the version is the one of the package', async () => {
  expect(await ran(['--version'])).toEqual({ exitCode: 0, out: '1.2.3\n', err: '' })
})

describe('global options', () => {
  const home = (): string => join(folder, 'other')

  test.each([
    ['before the command', (dir: string) => ['--home', dir, '--json', 'status']],
    ['after the command', (dir: string) => ['status', '--json', '--home', dir]],
    ['on both sides', (dir: string) => ['--json', 'status', `--home=${dir}`]],
  ])('are taken %s', async (_where, argv) => {
    const { exitCode, out } = await ran(argv(home()))
    expect(JSON.parse(out)).toMatchObject({ home: home(), exists: false, state: 'stopped' })
    expect(exitCode).toBe(3)
  })

  test('are taken within a group of commands', async () => {
    const { exitCode, out } = await ran(['queue', '--home', home(), 'list', '--json'])
    expect(JSON.parse(out)).toEqual({
      error: {
        code: 'no_home',
        sentence: `There is no home at ${home()}.`,
        nextStep: 'lanekeeper start makes one; --home DIR names another.',
      },
    })
    expect(exitCode).toBe(1)
  })

  test('after -- are words', async () => {
    const { exitCode, err } = await ran(['send', '--', '--json'])
    expect(err).toContain('There is no home at')
    expect(exitCode).toBe(1)
  })
})

describe('without a home', () => {
  test.each([
    [['status'], 3],
    [['stop'], 0],
    [['restart'], 1],
    [['send', 'hi'], 1],
    [['queue', 'list'], 1],
    [['queue', 'items'], 1],
    [['queue', 'show', 'x'], 1],
    [['queue', 'retry', 'x'], 1],
    [['queue', 'push', 'jobs', '{}'], 1],
    [['run', 'list'], 1],
    [['run', 'show', 'latest'], 1],
    [['run', 'progress', 'latest'], 1],
    [['run', 'start', 'x'], 1],
    [['run', 'cancel', 'latest'], 1],
    [['run', 'retry', 'latest', '--step', 'x'], 1],
    [['decision', 'list'], 1],
    [['decision', 'show', 'latest'], 1],
    [['decision', 'resolve', 'latest', '1'], 1],
    [['orchestrator', 'list'], 1],
    [['orchestrator', 'show', 'x'], 1],
    [['orchestrator', 'check'], 1],
    [['workflow', 'list'], 1],
    [['workflow', 'show', 'x'], 1],
    [['invocation', 'list'], 1],
    [['logs'], 1],
    [['logs', '-f'], 1],
    [['history', 'x'], 1],
    [['doctor'], 1],
    [['config', 'check'], 1],
    [['open'], 1],
  ])('%j ends at once with its exit code', async (argv, exitCode) => {
    const human = await ran(argv)
    expect(human.exitCode, human.err).toBe(exitCode)
    expect(human.out + human.err).not.toContain('fault of its own')
    const json = await ran([...argv, '--json'])
    expect([json.exitCode, json.err]).toEqual([exitCode, ''])
    expect(JSON.parse(json.out)).toBeTypeOf('object')
  })
})

test('a terminal is not waited on for a message', async () => {
  const stdin = Object.assign(Readable.from([]), { isTTY: true })
  const { exitCode, err } = await ran(['send'], { stdin })
  expect([exitCode, err]).toEqual([
    2,
    'There is no message to send.\nWrite it after the command, or pipe it in: lanekeeper send "Hello".\n',
  ])
})

test('an interruption ends a command with the exit code of a shell', async () => {
  const ending = AbortSignal.abort()
  expect((await ran(['status'], { ending })).exitCode).toBe(130)
})

describe('agent reset', () => {
  async function home(): Promise<string> {
    const root = join(folder, 'home')
    await mkdir(join(root, 'workspaces', 'main'), { recursive: true })
    await writeFile(join(root, 'config.yaml'), 'orchestrators: { main: {} }\n')
    const agents = 'id: main\nselector_agent: a\nagents: { a: { provider: practice } }\n'
    await writeFile(join(root, 'workspaces', 'main', 'orchestrator.yaml'), agents)
    return root
  }

  test('sets the flag of an agent, or of whichever runs next, also when no supervisor runs', async () => {
    const root = await home()
    const { exitCode, out } = await ran(['agent', 'reset', 'a', '--home', root])
    expect([exitCode, out]).toEqual([0, 'The next run of main/a begins a fresh conversation.\n'])
    expect(await readdir(join(root, 'workspaces', 'main', 'agents', 'a'))).toEqual(['reset_flag'])
    expect((await ran(['agent', 'reset', '--home', root])).exitCode).toBe(0)
    expect(await readdir(root)).toContain('reset_flag')
  })

  test('of an agent nobody knows fails with the names there are', async () => {
    const root = await home()
    const { exitCode, err } = await ran(['agent', 'reset', 'b', '--home', root])
    expect(exitCode).toBe(1)
    expect(err).toContain('There is no agent main/b.')
    expect(err).toContain('main/a')
  })
})

describe('config check', () => {
  async function home(files: Readonly<Record<string, string>>): Promise<string> {
    const root = join(folder, 'home')
    for (const [name, text] of Object.entries(files)) {
      await mkdir(dirname(join(root, name)), { recursive: true })
      await writeFile(join(root, name), text)
    }
    return root
  }
  const agents = 'id: main\nselector_agent: a\nagents: { a: { provider: practice } }\n'

  test('tells every problem of every file with its place, also when no supervisor runs', async () => {
    const root = await home({
      'config.yaml': 'orchestrators: { main: {}, other: {} }\nshared_workspaces: { docs: /nowhere/docs }\n',
      'workspaces/main/orchestrator.yaml': agents.replace('provider', 'provder'),
      'workspaces/other/orchestrator.yaml': agents
        .replace('main', 'other')
        .replace('selector_agent: a', 'selector_agent: b'),
      'runbooks/build.yaml': 'quue: {}\n',
    })
    const { exitCode, out } = await ran(['config', 'check', '--home', root])
    expect([exitCode, out.replaceAll(`${root}/`, '')]).toEqual([
      1,
      [
        'workspaces/main/orchestrator.yaml:3:16: error: agents.a.provder: there is no such key; the nearest is "provider".',
        'workspaces/other/orchestrator.yaml:2:17: error: selector_agent: there is no agent "b"; the nearest is "a".',
        'runbooks/build.yaml:1:1: error: quue: there is no such key; the nearest is "queue".',
        'config.yaml:2:28: warning: shared_workspaces.docs: there is no folder /nowhere/docs now, so no step can use it.',
        '3 problems.\n',
      ].join('\n'),
    ])
    const json = await ran(['config', 'check', '--json', '--home', root])
    expect(JSON.parse(json.out)).toMatchObject({
      ok: false,
      problems: [
        { line: 3, column: 16 },
        { line: 2, column: 17 },
        { line: 1, column: 1 },
      ],
      warnings: [{ line: 2, column: 28 }],
    })
  })

  test('warnings alone are no failure', async () => {
    const root = await home({
      'config.yaml': 'orchestrators: { main: {} }\nshared_workspaces: { docs: /nowhere/docs }\n',
      'workspaces/main/orchestrator.yaml': agents,
    })
    const { exitCode, out } = await ran(['config', 'check', '--home', root])
    expect([exitCode, out]).toEqual([0, expect.stringContaining('config.yaml, 1 orchestrator and 0 queues are right.')])
  })
})
