import { spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { z } from 'zod'
import { RunRow } from '#shared/run'
import { homePaths } from '../../core/ground/home-paths'
import { type RunFaultPoint, runFaultPoints } from '../../core/orchestrate/run/run-fault-point'
import { attemptPaths } from '../../core/orchestrate/run/run-paths'
import { RunState } from '../../core/orchestrate/workflow/run-state'
import { invocationFiles } from '../../core/provider/invocation-files'
import { type BundledPrograms, bundledPrograms } from '../lane-crash/bundled-programs'
import { isFull } from '../lane-crash/extent'
import { worker } from '../runs/test-effective'
import { begunInAll } from './crash-options'

let programs: BundledPrograms

beforeAll(async () => {
  programs = await bundledPrograms({ run: join(import.meta.dirname, 'run-program.ts') })
}, 120_000)

afterAll(() => programs[Symbol.asyncDispose]())

const Told = z.object({ faults: z.array(z.string()), rows: z.array(RunRow) })

interface Ended {
  readonly signal: string | null
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** A life that does not come to its end is a failure, not a test that hangs. */
const longestLifeMs = 60_000

async function life(root: string, fault: string | null, send: boolean): Promise<Ended> {
  const child = spawn(process.execPath, [join(programs.folder, 'run.mjs'), root, worker, send ? 'send' : ''], {
    env: { PATH: process.env.PATH, ...(fault === null ? {} : { LANEKEEPER_FAULT: fault }) },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: longestLifeMs,
    killSignal: 'SIGTERM',
  })
  const ended = new Promise<Pick<Ended, 'signal' | 'code'>>((resolve) => {
    child.once('exit', (code, signal) => resolve({ code, signal }))
  })
  const [stdout, stderr, how] = await Promise.all([text(child.stdout), text(child.stderr), ended])
  return { ...how, stdout, stderr }
}

/** What is wrong with a home whose process was killed at a point and that was worked on to its end by another. */
async function complaintsOf(point: RunFaultPoint, pass: number): Promise<string[]> {
  const root = await mkdtemp(join(tmpdir(), 'lanekeeper-crash-'))
  const name = `${point}:${pass}`
  try {
    const killed = await life(root, name, true)
    if (killed.signal !== 'SIGKILL') return killed.code === 0 ? [] : [`${name}: ${killed.signal} ${killed.stderr}`]
    const resultsBefore = await results(root)
    const ended = await life(root, null, false)
    if (ended.code !== 0) return [`${name}: the next life ended badly: ${ended.stderr}`]
    const { rows } = Told.parse(JSON.parse(ended.stdout.trim()))
    return (await complaints(root, rows, resultsBefore)).map((complaint) => `${name}: ${complaint}`)
  } finally {
    await rm(root, { recursive: true, force: true })
  }
}

/** The attempts whose result stood, with how often their worker had begun by then. */
async function results(root: string): Promise<Map<string, number>> {
  const found = new Map<string, number>()
  for (const path of await runFolders(root)) {
    const begun = begunIn(path)
    for (const line of new Set(begun)) {
      const [step = '', attempt = ''] = line.split(' ')
      const { result } = attemptPaths(path, step, Number(attempt))
      if (existsSync(result)) found.set(`${path} ${line}`, begun.filter((one) => one === line).length)
    }
  }
  return found
}

async function complaints(root: string, rows: readonly RunRow[], before: Map<string, number>): Promise<string[]> {
  const paths = homePaths(root)
  const found: string[] = []
  const folders = await runFolders(root)
  if (rows.length !== 2 || rows.some(({ phase }) => phase !== 'succeeded')) found.push(`runs: ${JSON.stringify(rows)}`)
  for (const [line, times] of before) {
    const [path = '', step = '', attempt = ''] = line.split(' ')
    const now = begunIn(path).filter((one) => one === `${step} ${attempt}`).length
    if (now !== times) found.push(`${step} ${attempt} had its result and was begun again`)
  }
  const lines = folders.map(begunIn)
  for (const [at, path] of folders.entries()) {
    const twice = lines[at]?.filter((line, place, all) => all.indexOf(line) !== place) ?? []
    if (twice.length > 0) found.push(`${path} has two attempts of one number: ${twice.join()}`)
  }
  for (const path of folders) found.push(...(await madeAgain(path, paths.invocations)))
  const begun = lines.flat().length
  // Each of the two runs has one attempt under way at most. Which attempt rejects depends on its number.
  if (begun > begunInAll + 2) found.push(`workers began ${begun} times`)
  for (const lane of [paths.queue, join(paths.lanes, 'jobs')]) {
    const published = (await readdir(join(lane, 'outgoing'))).length
    if (published !== 1) found.push(`${lane} has ${published} results`)
    for (const left of ['incoming', 'processing', 'dead']) {
      for (const file of await readdir(join(lane, left))) found.push(`${file} is left in ${left}`)
    }
  }
  for (const workspace of [join(paths.workspaces, 'main'), join(paths.lanes, 'jobs')]) {
    for (const mark of await readdir(join(workspace, 'runs', 'open'))) found.push(`${mark} is not settled`)
  }
  const decisions = (await readdir(paths.decisions)).filter((file) => file.endsWith('.json'))
  if (decisions.length > 1) found.push(`a person was asked ${decisions.length} times`)
  const open = await readdir(join(paths.decisions, 'open')).catch(() => [])
  if (open.length > 0) found.push(`${open.join()} is still open`)
  return found
}

/** Attempts that count as interrupted although what is written down of their programs says that they had done their work. */
async function madeAgain(path: string, invocations: string): Promise<string[]> {
  const { steps } = RunState.parse(JSON.parse(await readFile(join(path, 'run.json'), 'utf8')))
  const found: string[] = []
  for (const { attempt, state, invocationId } of Object.values(steps).flat()) {
    if (state !== 'interrupted' || invocationId === null) continue
    const { recordPath } = invocationFiles(invocations, invocationId)
    const record = existsSync(recordPath) ? await readFile(recordPath, 'utf8') : ''
    if (record.includes('"status": "succeeded"')) found.push(`${path}: attempt ${attempt} was done and made again`)
  }
  return found
}

async function runFolders(root: string): Promise<string[]> {
  const paths = homePaths(root)
  const folders: string[] = []
  for (const workspace of [join(paths.workspaces, 'main'), join(paths.lanes, 'jobs')]) {
    const names = await readdir(join(workspace, 'runs')).catch(() => [])
    folders.push(...names.filter((name) => name.startsWith('run-')).map((name) => join(workspace, 'runs', name)))
  }
  return folders
}

function begunIn(path: string): string[] {
  const log = join(path, 'begun.log')
  return existsSync(log) ? readFileSync(log, 'utf8').trimEnd().split('\n') : []
}

it('killed after any of its effects, a run goes on at its step and makes no attempt again whose result stood', {
  timeout: 1_200_000,
}, async () => {
  const passes = isFull ? Array.from({ length: 24 }, (_, at) => at + 1) : [1, 3, 8]
  const cases = runFaultPoints.flatMap((point) => passes.map((pass) => ({ point, pass })))
  const found: string[] = []
  const next = async (): Promise<void> => {
    for (let one = cases.shift(); one !== undefined; one = cases.shift()) {
      found.push(...(await complaintsOf(one.point, one.pass)))
    }
  }
  await Promise.all([next(), next()])
  expect(found).toEqual([])
})
