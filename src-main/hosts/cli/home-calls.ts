import { dirname } from 'node:path'
import { type ClientContext, type ClientLink, createORPCClient } from '@orpc/client'
import type { Calls as CoreCalls } from '../../core/home/core'
import { openFound } from '../../core/home/open-core'
import { terminalEnvironment } from '../../core/provider/terminal-environment'
import { type Bound, type Call, inTime, slowOwner } from './call'
import { type Calls, neededOwner, ownerToAsk, speakWith } from './owner-link'

/** Who did what a call asked for. */
export type By = 'owner' | 'command'

/**
 * Asks the home: its owner, or, where none runs or answers, the core in this process, which takes the files as they stand.
 * `otherwise` is what is said to come of it beside an owner that does not answer.
 */
export function askHome<Value>(
  call: Call,
  ask: (calls: Calls, by: By) => Promise<Value>,
  otherwise?: string,
): Promise<Value> {
  return inTime(call, slowOwner, async () => {
    const owner = await ownerToAsk(call, otherwise)
    if (owner !== null) return speakWith(owner, (calls) => ask(calls, 'owner'))
    return askFiles(call, (calls) => ask(calls, 'command'))
  })
}

/** Asks the files of the home as they stand, whoever owns it. */
export async function askFiles<Value>({ paths, parts }: Call, ask: (calls: Calls) => Promise<Value>): Promise<Value> {
  const { env, resourcesPath, version } = parts
  const environment = terminalEnvironment(env, { project: dirname(resourcesPath) })
  await using core = await openFound({ paths, version, resourcesPath, environment })
  return await ask(createORPCClient(inProcess(core)))
}

/** What changes a run, or goes on with it, is the owner's to do. */
export function askOwner<Value>(
  call: Call,
  ask: (calls: Calls) => Promise<Value>,
  bound: Bound = slowOwner,
): Promise<Value> {
  return inTime(call, bound, async () => speakWith(await neededOwner(call), ask))
}

/** Written as a method, so that calls of any input fit. */
type Answer = { answer(...given: unknown[]): unknown }['answer']

/** The calls of a core of this very process, for whoever speaks the contract. */
function inProcess(core: CoreCalls): ClientLink<ClientContext> {
  const groups: Readonly<Record<string, Readonly<Record<string, Answer | undefined>> | undefined>> = { ...core }
  const noSignal = new AbortController().signal
  return {
    call: async ([group = '', name = ''], input, { signal = noSignal }) => {
      const answer = groups[group]?.[name]
      if (answer === undefined) throw new Error(`The core has no call ${group}.${name}.`)
      return input === undefined ? answer(signal) : answer(input, signal)
    },
  }
}
