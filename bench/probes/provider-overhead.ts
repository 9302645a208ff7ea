import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { ControlGroups, homeMark } from '../../src-main/core/provider/control-groups'
import { newInvocationId } from '../../src-main/core/provider/invocation-id'
import { runInvocation } from '../../src-main/core/provider/run-invocation'
import { type ProcessPort, systemProcesses, withGroups } from '../../src-main/core/provider/sweep'
import type { Figures, ProbeOptions } from '../probe'

/** A program like any: a runtime that starts, reads its prompt and answers. */
const answering = `process.stdin.resume().on('end', () => process.stdout.write('done'))`
/** One that tells of its work all the time, as a busy agent does: about 200 lines a second for so many seconds. */
const telling = (seconds: number) => `
const line = JSON.stringify({ type: 'assistant', text: 'x'.repeat(500) }) + '\\n'
const timer = setInterval(() => process.stdout.write(line), 5)
process.stdin.resume()
setTimeout(() => clearInterval(timer), ${seconds} * 1000)`

const prompt = 'Message from ann on panel:\n\nhello\n'

async function invoke(folder: string, program: string, processes: ProcessPort): Promise<void> {
  const cwd = join(folder, 'workspace')
  await mkdir(cwd, { recursive: true })
  const outcome = await runInvocation(
    {
      id: newInvocationId(),
      lane: 'queue',
      itemId: 'i',
      itemFile: 'i.json',
      attempt: 1,
      agent: { name: 'main', model: null, permissions: 'workspace-write' },
      provider: {
        name: 'bench',
        settings: {
          kind: 'command',
          argv: ['node', '-e', program],
          env: {},
          stdin: 'prompt',
          output: 'text',
          models: {},
          max_concurrent: null,
        },
      },
      cwd,
      prompt,
      context: '{}\n',
      session: { kind: 'fresh' },
      invocationsPath: join(folder, 'invocations'),
      resourcesPath: folder,
      timeoutMs: 60_000,
    },
    { signal: new AbortController().signal, processes },
  )
  if (!outcome.conclusion.ok) throw new Error(outcome.conclusion.reason)
}

function bare(program: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['-e', program], { stdio: ['pipe', 'pipe', 'pipe'] })
    child.once('error', reject)
    child.once('close', () => resolve())
    child.stdout.resume()
    child.stderr.resume()
    child.stdin.end(prompt)
  })
}

/** As an owner has them, where the system lets it. */
async function groupsOf(folder: string): Promise<ControlGroups> {
  return new ControlGroups({ home: await homeMark(folder), instance: randomUUID() })
}

async function timed(count: number, run: () => Promise<void>): Promise<Figures> {
  await run()
  const begun = performance.now()
  for (let number = 0; number < count; number++) await run()
  return { msPerRun: (performance.now() - begun) / count }
}

async function delayed(inFlight: number, run: () => Promise<void>): Promise<Figures> {
  const delay = monitorEventLoopDelay({ resolution: 1 })
  delay.enable()
  await Promise.all(Array.from({ length: inFlight }, run))
  delay.disable()
  return { p99Ms: delay.percentile(99) / 1e6 }
}

/** `count` runs of a small program, one after another, with all that a run leaves and all that is ended after it. */
export async function providerRuns({ folder, count }: ProbeOptions): Promise<Figures> {
  await using groups = await groupsOf(folder)
  const processes = withGroups(systemProcesses, groups)
  return await timed(count, () => invoke(folder, answering, processes))
}

/** The same program started and awaited, and nothing else. */
export function bareRuns({ count }: ProbeOptions): Promise<Figures> {
  return timed(count, () => bare(answering))
}

/** The event loop while `inFlight` programs tell of their work. */
export async function providerDelay({ folder, inFlight, seconds }: ProbeOptions): Promise<Figures> {
  await using groups = await groupsOf(folder)
  const processes = withGroups(systemProcesses, groups)
  return await delayed(inFlight, () => invoke(folder, telling(seconds), processes))
}

export function bareDelay({ inFlight, seconds }: ProbeOptions): Promise<Figures> {
  return delayed(inFlight, () => bare(telling(seconds)))
}
