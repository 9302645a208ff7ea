import { mkdir } from 'node:fs/promises'
import { z } from 'zod'
import type { SupervisorState } from '#shared/supervisor'
import { homeOwner } from '../../core/supervise/home-lock'
import type { Owner } from '../../core/supervise/owner'
import { type Call, inTime } from './call'
import { CommandFailure, exitCodes } from './command-failure'
import { failureOf } from './failure-of'
import { stateWord } from './format-status'
import { startBound, stopBound } from './lifecycle-bounds'
import { findOwner, ownedByAnother, ownerLeft, reachableOwner, speakWith } from './owner-link'
import { startDetached } from './start-detached'
import { boardNow } from './status-command'
import { ownerFacts } from './status-report'
import { assertUp, gone } from './stop-command'
import { settledStatus } from './watch-supervisor'

export const StartOptions = z.object({
  detach: z.boolean().default(false),
  /** Set by `start --detach` for the process it starts. */
  asDetached: z.boolean().default(false),
  port: z.int().min(0).max(65_535).optional(),
})
type StartOptions = z.infer<typeof StartOptions>

/** What `start` answers; its JSON form is exactly this. */
interface Started {
  readonly started: true
  readonly already: boolean
  readonly state: SupervisorState
  readonly reason: string | null
  readonly owner: ReturnType<typeof ownerFacts>
  /** An address that opens the owner's panel once; null where it has a window instead. */
  readonly panel: string | null
}

/** How often a start begins anew because the owner it spoke with was just ending. */
const mostTries = 5

/** Starts the supervisor: in the process that owns the home, else in a new one, in the foreground or on its own. */
export async function start(call: Call, options: StartOptions): Promise<number> {
  for (let tries = 1; ; tries++) {
    try {
      return await startOnce(call, options)
    } catch (error) {
      if (!(error instanceof CommandFailure) || error.code !== 'owner_left' || tries === mostTries) throw error
      await ownerGone(call)
    }
  }
}

/** Waits until an owner that ends has let go of the home. */
async function ownerGone(call: Call): Promise<void> {
  const owner = await homeOwner(call.paths)
  if (owner !== null) await inTime(call, await stopBound(call.paths), (signal) => gone(owner, signal))
}

async function startOnce(call: Call, options: StartOptions): Promise<number> {
  const found = await findOwner(call)
  if (found.kind === 'another') throw ownedByAnother(found)
  if (found.kind === 'answers' && !options.asDetached) return tellStarted(call, found.owner, false)
  if (!options.detach || options.asDetached) return startHere(call, options)
  await mkdir(call.paths.logs, { recursive: true, mode: 0o700 })
  const started = await inTime(call, startBound, (signal) =>
    startDetached(
      call,
      { port: options.port ?? 0, started: (owner, isOurs) => startedBy(call, owner, isOurs, signal) },
      signal,
    ),
  )
  return told(call, started)
}

async function tellStarted(call: Call, owner: Owner, isOurs: boolean): Promise<number> {
  return told(call, await inTime(call, startBound, (signal) => startedBy(call, owner, isOurs, signal)))
}

function told(call: Call, started: Started): number {
  const { paint } = call.voice
  call.voice.answer(started, () => {
    const { owner, panel, state } = started
    const where = `process ${owner.pid}, ${owner.host} host${owner.detached ? ', detached' : ''}`
    const lines = [`The supervisor is ${started.already ? 'already ' : ''}${stateWord(state, paint)} (${where}).`]
    return [...lines, ...(panel === null ? [] : [`Panel: ${panel}`])].join('\n')
  })
  if (started.reason !== null) call.voice.note(started.reason)
  return exitCodes.done
}

/** Asks the owner to start and waits until it is so. `isOurs` says that it was made for this very start. */
async function startedBy(call: Call, owner: Owner, isOurs: boolean, signal: AbortSignal): Promise<Started> {
  return speakWith(owner, async (calls) => {
    const before = (await boardNow(calls)).supervisor
    await calls.supervisor.start().catch(async (error: unknown) => {
      // Only a failed stop keeps a process that stays from starting; one that ends starts nothing more.
      if ((await boardNow(calls)).supervisor.state === 'stop_failed') throw error
      throw failureOf(error).code === 'not_offered' ? ownerLeft(owner, error) : error
    })
    const after = await settledStatus(calls, call, signal)
    assertUp(after)
    return {
      started: true,
      already: !isOurs && (before.state === 'running' || before.state === 'degraded'),
      state: after.state,
      reason: after.reason,
      owner: ownerFacts(owner),
      // Asked of a host with a window, this would bring the window to the front.
      panel: owner.host === 'electron' ? null : (await calls.home.panelAddress()).address,
    }
  })
}

/** Runs panel and supervisor in this process until it is asked to end. */
async function startHere(call: Call, options: StartOptions): Promise<number> {
  const { voice, parts, paths } = call
  const warnings: string[] = []
  let telling: Promise<void> | null = null
  const tell = async (): Promise<void> => {
    const owner = await reachableOwner(call)
    if (owner === null || owner.pid !== process.pid) return
    await tellStarted(call, owner, true)
    voice.note('It stops with this command: press Ctrl-C.')
  }
  const port = options.port ?? (options.asDetached ? 0 : null)
  const exitCode = await parts.runHost({
    argv: [
      ...['--home', paths.root, '--start', '--no-open'],
      ...(port === null ? [] : ['--port', String(port)]),
      ...(options.asDetached ? ['--detached'] : []),
    ],
    print: (line) => {
      if (options.asDetached) return
      if (telling !== null) voice.note(line)
      telling ??= tell().catch((error: unknown) => {
        if (!(error instanceof CommandFailure)) throw error
        if (error.exitCode !== exitCodes.interrupted) voice.note(`${error.message}\n${error.nextStep ?? ''}`)
      })
    },
    warn: (line) => {
      if (telling === null) warnings.push(line)
      else parts.err.write(`${line}\n`)
    },
  })
  await telling
  if (exitCode === 0 || telling !== null) return exitCode
  // Of several that started at once, another was quicker: then its supervisor is the one that was asked for.
  const quicker = options.asDetached ? null : await reachableOwner(call)
  if (quicker !== null) return tellStarted(call, quicker, false)
  const [sentence = 'The host could not start.', ...next] = warnings.join('\n').split('\n')
  throw new CommandFailure('startup_problem', sentence, { nextStep: next.join('\n') || null })
}
