import { readFile } from 'node:fs/promises'
import { z } from 'zod'
import { decodedText } from '#shared/item-text'
import { faultText } from '../../core/ground/fault-code'
import { type Bound, type Call, slowOwner } from './call'
import { CommandFailure, exitCodes } from './command-failure'
import { askOwner } from './home-calls'
import type { Calls } from './owner-link'
import { harmless } from './paint'
import { meantRun } from './run-read'

export const StartRunOptions = z.object({ orchestrator: z.string().optional(), input: z.array(z.string()) })

/** What the owner does to end a run has a bound of its own, and the owner says so when that is over. */
const slowEnd: Bound = { ...slowOwner, seconds: 45 }

/** Puts a run in line and answers its id. */
export async function runStart(
  call: Call,
  workflow: string,
  { orchestrator, input }: z.infer<typeof StartRunOptions>,
): Promise<number> {
  const inputs = Object.fromEntries(await Promise.all(input.map(readInputOption)))
  const id = await askOwner(call, async (calls) => {
    const owner = orchestrator ?? (await onlyOwnerOf(calls, workflow))
    return (await calls.runs.start({ orchestrator: owner, workflow, inputs })).id
  })
  call.voice.answer({ started: true, id }, () => `In line as ${id}.`)
  return exitCodes.done
}

/** Ends a run. */
export async function runCancel(call: Call, asked: string, reason: string): Promise<number> {
  const id = await askOwner(
    call,
    async (calls) => {
      const run = await meantRun(calls, asked)
      await calls.runs.cancel({ id: run, reason })
      return run
    },
    slowEnd,
  )
  call.voice.answer({ canceled: true, id }, () => `${id} is canceled.`)
  return exitCodes.done
}

/** Goes on with a run that is over. */
export async function runRetry(call: Call, asked: string, step: string): Promise<number> {
  const id = await askOwner(call, async (calls) => {
    const run = await meantRun(calls, asked)
    await calls.runs.retry({ id: run, step })
    return run
  })
  call.voice.answer({ retried: true, id, step }, () => `${id} goes on from ${harmless(step)} when it is its turn.`)
  return exitCodes.done
}

async function onlyOwnerOf(calls: Calls, workflow: string): Promise<string> {
  const all = await calls.orchestrators.list()
  const having = all.filter(({ workflows }) => workflows.some(({ id }) => id === workflow)).map(({ id }) => id)
  const [only, ...others] = having
  if (only === undefined) {
    throw new CommandFailure('no_such_workflow', `No orchestrator has a workflow ${workflow}.`, {
      nextStep: 'See lanekeeper workflow list.',
    })
  }
  if (others.length === 0) return only
  throw new CommandFailure('ambiguous', `${having.length} orchestrators have a workflow ${workflow}.`, {
    nextStep: `Name one with --orchestrator: ${having.join(', ')}.`,
    beside: { orchestrators: having },
  })
}

async function readInputOption(given: string): Promise<[name: string, text: string]> {
  const at = given.indexOf('=')
  if (at < 1) {
    throw new CommandFailure('usage', `--input ${given} has no name.`, {
      exitCode: exitCodes.usage,
      nextStep: 'Write it as --input NAME=TEXT.',
    })
  }
  const name = given.slice(0, at)
  if (name === '__proto__') {
    // No object of the contract could hold it, so it would vanish on the way.
    throw new CommandFailure('usage', `No input is called ${name}.`, { exitCode: exitCodes.usage })
  }
  const text = given.slice(at + 1)
  if (!text.startsWith('@')) return [name, text]
  try {
    const decoded = decodedText(await readFile(text.slice(1)))
    if (decoded.ok) return [name, decoded.text]
    throw new CommandFailure('unreadable', `The file of the input ${name} cannot be taken. ${decoded.sentence}`)
  } catch (error) {
    if (error instanceof CommandFailure) throw error
    throw new CommandFailure('unreadable', `The file of the input ${name} cannot be read: ${faultText(error)}.`, {
      cause: error,
    })
  }
}
