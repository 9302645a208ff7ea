import type { AnyContractProcedure } from '@orpc/contract'
import { implement } from '@orpc/server'
import { contract } from '#shared/contract'
import type { Calls } from '../core/home/core'
import type { OnBug } from './client-error'
import { type Connection, guard } from './guard'

/** Written as a method, so that calls of any input fit: what one is given, its own schema has read before. */
type Answer = { answer(...given: unknown[]): unknown }['answer']
type Answers = Readonly<Record<string, Answer | undefined>>

/** The guard stands around the reading of a call's input and of its answer, so that it bounds and tells of both. */
const afterGuard = { initialInputValidationIndex: 1, initialOutputValidationIndex: 1 }

/**
 * The contract over one core: every call is answered by the core's function of its name. One router serves any number of
 * links.
 */
export function createRouter(core: Calls, onBug: OnBug) {
  const guarded = guard(onBug)
  const answered = (procedure: AnyContractProcedure, answer: Answer) => {
    const takesInput = procedure['~orpc'].inputSchema !== undefined
    return implement(procedure, afterGuard)
      .$context<Connection>()
      .use(guarded)
      .handler(
        async ({ input, context: { signal } }) => (await (takesInput ? answer(input, signal) : answer(signal))) ?? {},
      )
  }
  const group = (procedures: Readonly<Record<string, AnyContractProcedure>>, answers: Answers) =>
    mapped(procedures, (procedure, name) => answered(procedure, present(answers[name], name)))
  const groups: Readonly<Record<string, Answers | undefined>> = core
  return mapped(contract, (procedures, name) => group(procedures, present(groups[name], name)))
}
export type ContractRouter = ReturnType<typeof createRouter>

function mapped<In, Out>(
  of: Readonly<Record<string, In>>,
  each: (value: In, name: string) => Out,
): Record<string, Out> {
  return Object.fromEntries(Object.entries(of).map(([name, value]) => [name, each(value, name)]))
}

function present<Value>(value: Value | undefined, name: string): Value {
  if (value === undefined) throw new Error(`The core has nothing of the name "${name}", which the contract promises.`)
  return value
}
