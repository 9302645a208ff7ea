import { existsSync } from 'node:fs'
import { readdir, readFile, rmdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { attemptFolder, commandProvider, fixture } from '../../testing/agents/attempt'
import { canHaveGroups, testGroups } from '../../testing/agents/control-groups'
import { inGroup } from './control-groups'
import { invocationFiles } from './invocation-files'
import { newInvocationId } from './invocation-id'
import { processStartTime } from './process-table'
import { runInvocation } from './run-invocation'
import { spawn } from './spawn'
import { sweep, systemProcesses } from './sweep'

const possible = await canHaveGroups()
const never = new AbortController().signal
const env = { PATH: process.env.PATH ?? '' }

/** Runs an agent until it has said so much, then stops it. */
async function stopped(argv: readonly string[], said: RegExp) {
  await using folder = await attemptFolder()
  await using groups = testGroups()
  const stop = new AbortController()
  const request = folder.request(commandProvider(argv))
  const out = join(request.invocationsPath, '..')
  const onOutput = async (id: string): Promise<void> => {
    const entries = await readdir(out, { recursive: true })
    const log = entries.find((entry) => entry.includes(id) && entry.endsWith('stdout.log'))
    if (log !== undefined && said.test(await readFile(join(out, log), 'utf8'))) stop.abort(new Error('stopped'))
  }
  const outcome = await runInvocation(request, {
    signal: stop.signal,
    processes: { ...systemProcesses, groups },
    onOutput: (id) => void onOutput(id),
    graceMs: 300,
  })
  const { controlGroup } = outcome.invocation
  return { ...outcome, removed: controlGroup !== undefined && !existsSync(controlGroup), whole: groups.whole }
}

test.skipIf(!possible).each(['cleared', 'renamed'])(
  'a stop ends what forked twice into a session of its own with its environment %s, and names it',
  async (kind) => {
    const { ended, left, removed, whole } = await stopped(['node', fixture('escape'), kind], /^\d+\n/)
    expect({ left, removed, whole }).toEqual({ left: [], removed: true, whole: true })
    const wanted = kind === 'cleared' ? 'sleep 900' : 'postgres: checkpointer'
    const strays = ended.filter(({ command }) => command.startsWith(wanted))
    expect(strays).toMatchObject([{ signal: 'SIGKILL' }])
    expect(await processStartTime(strays[0]?.pid ?? 0)).toBeNull()
  },
)

test.skipIf(!possible)(
  'a run that ends by itself leaves nothing either, and its end is not counted as one of ours',
  async () => {
    await using folder = await attemptFolder()
    await using groups = testGroups()
    const request = folder.request(commandProvider(['node', fixture('escape'), 'cleared', 'end']))
    const { ended, conclusion } = await runInvocation(request, {
      signal: never,
      processes: { ...systemProcesses, groups },
    })
    expect(conclusion.ok).toBe(true)
    // A child that is caught before it became `sleep` still bears the words of its shell.
    expect(ended).toMatchObject([
      { command: expect.stringContaining('sleep 900'), signal: 'SIGKILL', attempt: request.id },
    ])
  },
)

test.skipIf(!possible)('an agent that ignores its signal is named as killed, with its secrets masked', async () => {
  const { ended, invocation } = await stopped(['node', fixture('stubborn'), '--api-key', 'abcdefgh'], /ready/)
  const root = ended.find(({ pid }) => pid === invocation.pid)
  expect(root).toMatchObject({ signal: 'SIGKILL', command: expect.stringMatching(/stubborn\.mjs --api-key \*\*\*$/) })
})

test.skipIf(!possible)('the program sees exactly its environment and its words, whatever they hold', async () => {
  await using groups = testGroups()
  const group = await groups.make(newInvocationId(), {})
  if (group === null) throw new Error('no group')
  const words = ['$(id)', "it's", '"; exit 9 #', '', '-x', '*', 'a\nb']
  const script = 'process.stdout.write(JSON.stringify([process.argv.slice(1), process.env]))'
  const command = { program: process.execPath, args: ['-e', script, '--', ...words] }
  const given = { PATH: env.PATH, PS1: '$(id)', ENV: '/nowhere', LC_ALL: 'C' }
  const started = spawn({ ...inGroup(group, command, given), cwd: '/', env: given, input: null })
  const chunks: Buffer[] = []
  for await (const chunk of started.stdout) chunks.push(chunk)
  expect(JSON.parse(Buffer.concat(chunks).toString())).toEqual([words, given])
  expect((await started.exited).exitCode).toBe(0)
  expect(await group.remove()).toBe(true)
})

test.skipIf(!possible)('groups that an agent made inside its own are emptied and removed too', async () => {
  await using groups = testGroups()
  const group = await groups.make(newInvocationId(), {})
  if (group === null) throw new Error('no group')
  const script = 'mkdir -p "$1/a/b" && echo 0 > "$1/a/b/cgroup.procs" && echo in && exec sleep 900'
  const command = { program: '/bin/sh', args: ['-c', script, 'x', group.path] }
  const started = spawn({ ...inGroup(group, command, env), cwd: '/', env, input: null })
  await new Promise((resolve) => started.stdout.once('data', resolve))
  const swept = await sweep([{ id: 'a', root: null, group }])
  expect(swept).toMatchObject({ ended: [{ pid: started.pid, signal: 'SIGKILL' }], left: [] })
  expect((await started.exited).signal).toBe('SIGKILL')
  expect(existsSync(group.path)).toBe(false)
})

test.skipIf(!possible)('where the system cannot kill a group whole, its members are killed one by one', async () => {
  await using groups = testGroups()
  const group = await groups.make(newInvocationId(), {})
  if (group === null) throw new Error('no group')
  const forks = { program: '/bin/sh', args: ['-c', 'while :; do sleep 0.01 & echo x; sleep 0.01; done'] }
  const started = spawn({ ...inGroup(group, forks, env), cwd: '/', env, input: null })
  await new Promise((resolve) => started.stdout.once('data', resolve))
  group.kill = async () => false
  const swept = await sweep([{ id: 'a', root: null, group }])
  expect(swept.left).toEqual([])
  expect(swept.ended.map(({ pid }) => pid)).toContain(started.pid)
  expect(existsSync(group.path)).toBe(false)
})

test('where no groups can be had an attempt runs without one, and nobody is told otherwise', async () => {
  await using folder = await attemptFolder()
  await using groups = testGroups(async () => [join(folder.path, 'nowhere'), '/proc', folder.path])
  const request = folder.request(commandProvider(['node', fixture('echo')]))
  const { conclusion, invocation } = await runInvocation(request, {
    signal: never,
    processes: { ...systemProcesses, groups },
  })
  expect(conclusion.ok).toBe(true)
  expect(invocation.controlGroup).toBeUndefined()
  expect(groups.whole).toBe(false)
  expect((await readdir(folder.path)).filter((name) => name.startsWith('lanekeeper-'))).toEqual([])
})

test.skipIf(!possible)(
  'variables that a shell would drop keep an attempt out of a group, and that is remembered',
  async () => {
    await using groups = testGroups()
    for (const name of ['with.dot', 'IFS']) expect(await groups.make(newInvocationId(), { [name]: '1' })).toBeNull()
    expect(groups.whole).toBe(false)
  },
)

test.skipIf(!possible)('only groups of attempts of the same home are taken for its own', async () => {
  await using groups = testGroups()
  await using others = testGroups()
  const id = newInvocationId()
  const [ours, theirs] = [await groups.make(id, {}), await others.make(id, {})]
  if (ours === null || theirs === null) throw new Error('no group')
  expect(groups.recorded(ours.path, id)?.path).toBe(ours.path)
  for (const path of [theirs.path, dirname(ours.path), '/sys/fs/cgroup', join(ours.path, '..'), undefined]) {
    expect(groups.recorded(path, id)).toBeNull()
  }
  expect(groups.recorded(ours.path, newInvocationId())).toBeNull()
  expect(await groups.left()).toEqual([])
  await ours.remove()
  await theirs.remove()
})

test.skipIf(!possible)('a folder of groups that somebody removed is made again', async () => {
  await using groups = testGroups()
  const first = await groups.make(newInvocationId(), {})
  await first?.remove()
  await rmdir(dirname(first?.path ?? ''))
  const second = await groups.make(newInvocationId(), {})
  expect(second).not.toBeNull()
  await second?.remove()
})

test.skipIf(process.platform !== 'linux')(
  'without groups, what was seen to descend from a run is ended although nothing shows it any more',
  async () => {
    await using folder = await attemptFolder()
    await using groups = testGroups(async () => [])
    const stop = new AbortController()
    const line = 'setsid env -i sh -c "sleep 900 & echo \\$\\$ \\$!; read -r never < \\$0" "$1"'
    const fifo = join(folder.path, 'fifo')
    const script = `mkfifo "$1"; ${line}`
    const request = folder.request(commandProvider(['/bin/sh', '-c', script, 'x', fifo]))
    const { stdoutPath } = invocationFiles(request.invocationsPath, request.id)
    let leader = 0
    let stray = 0
    /** Once a look has shown both, the one that leads their session ends, and with it all that shows whose the other is. */
    const table = async (since?: string | null) => {
      const found = await systemProcesses.table(since)
      if (leader > 0) return found
      const [one = 0, two = 0] = (await readFile(stdoutPath, 'utf8').catch(() => '')).trim().split(' ').map(Number)
      if (two === 0 || !found.some(({ pid }) => pid === one)) return found
      leader = one
      stray = two
      setImmediate(() => {
        process.kill(leader, 'SIGKILL')
        stop.abort(new Error('stopped'))
      })
      return found
    }
    const { ended, left } = await runInvocation(request, {
      signal: stop.signal,
      processes: { ...systemProcesses, table, groups },
      graceMs: 300,
    })
    expect(left).toEqual([])
    expect(ended.find(({ pid }) => pid === stray)).toMatchObject({ command: 'sleep 900', signal: 'SIGKILL' })
    expect(await processStartTime(stray)).toBeNull()
  },
)
