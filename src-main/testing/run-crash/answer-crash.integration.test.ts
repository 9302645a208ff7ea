import { spawn } from 'node:child_process'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { homePaths } from '../../core/ground/home-paths'
import { type BundledPrograms, bundledPrograms } from '../lane-crash/bundled-programs'
import { worker } from '../runs/test-effective'

let programs: BundledPrograms

beforeAll(async () => {
  programs = await bundledPrograms({ answer: join(import.meta.dirname, 'answer-program.ts') })
}, 120_000)

afterAll(() => programs[Symbol.asyncDispose]())

/** A life that does not come to its end is a failure, not a test that hangs. */
const longestLifeMs = 60_000

async function life(root: string, ...args: readonly string[]): Promise<{ signal: string | null; stderr: string }> {
  const [sends = '', diesAt = '', fault] = args
  const child = spawn(process.execPath, [join(programs.folder, 'answer.mjs'), root, worker, sends, diesAt], {
    env: { PATH: process.env.PATH, ...(fault === undefined ? {} : { LANEKEEPER_FAULT: fault }) },
    stdio: ['ignore', 'ignore', 'pipe'],
    timeout: longestLifeMs,
    killSignal: 'SIGTERM',
  })
  const ended = new Promise<string | null>((resolve) => child.once('exit', (_code, signal) => resolve(signal)))
  const [stderr, signal] = await Promise.all([text(child.stderr), ended])
  return { signal, stderr }
}

it.each([
  ['its invocation was written down as ended', ['succeeded']],
  ...['result:written', 'result:renamed', 'result:synced', 'finish:unlinked', 'finish:synced', 'publish:renamed'].map(
    (point): [string, string[]] => [`the lane had done "${point}"`, ['', point]],
  ),
])('killed when %s, a message is answered once and its agent not run again', { timeout: 150_000 }, async (_at, how) => {
  const root = await mkdtemp(join(tmpdir(), 'lanekeeper-crash-'))
  try {
    expect(await life(root, 'send', ...how)).toMatchObject({ signal: 'SIGKILL' })
    expect(await life(root)).toEqual({ signal: null, stderr: '' })
    const { queue, workspaces } = homePaths(root)
    expect(await readFile(join(workspaces, 'main/workspace/begun.log'), 'utf8')).toBe('undefined 1\n')
    const [answer = '', ...more] = await readdir(join(queue, 'outgoing'))
    expect(JSON.parse(await readFile(join(queue, 'outgoing', answer), 'utf8'))).toMatchObject({
      message: 'It is said.',
    })
    expect(more).toEqual([])
    expect(await readdir(join(queue, 'processing'))).toEqual([])
  } finally {
    await rm(root, { recursive: true, force: true })
  }
})
