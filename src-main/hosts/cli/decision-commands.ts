import { type Decision, DecisionId, type DecisionQuery } from '#shared/decision'
import type { Call } from './call'
import { CommandFailure, exitCodes } from './command-failure'
import { formatDecision, formatDecisions } from './format-decisions'
import { askHome, askOwner } from './home-calls'
import { meantId } from './meant-id'
import type { Calls } from './owner-link'
import { harmless } from './paint'

const noSuch = 'See lanekeeper decision list --state all.'

/** Decisions, newest first. */
export async function decisionList(call: Call, query: DecisionQuery): Promise<number> {
  const decisions = await askHome(call, (calls) => calls.decisions.list(query))
  call.voice.answer({ decisions }, () =>
    formatDecisions(decisions, query, call.parts.now(), call.voice.columns, call.voice.paint),
  )
  return exitCodes.done
}

/** One decision. */
export async function decisionShow(call: Call, asked: string): Promise<number> {
  const decision = await askHome(call, async (calls) => calls.decisions.show({ id: await meant(calls, asked) }))
  call.voice.answer({ decision }, () => formatDecision(decision, call.voice.paint))
  return exitCodes.done
}

/** Answers a decision with one of its options. */
export async function decisionResolve(call: Call, asked: string, option: string, text: string): Promise<number> {
  const decision = await askOwner(call, async (calls) => {
    const found = await calls.decisions.show({ id: await meant(calls, asked) })
    return calls.decisions.resolve({ id: found.id, option: numberOf(found, option), text, by: 'cli' })
  })
  const { resolution } = decision
  call.voice.answer({ resolved: true, decision }, () => `${decision.id} is decided: ${resolution?.choice ?? ''}.`)
  return exitCodes.done
}

function numberOf(decision: Decision, option: string): number {
  const byName = decision.options.findIndex(({ choice }) => choice === option)
  const number = byName === -1 ? Number(option) : byName + 1
  if (Number.isInteger(number) && number >= 1 && number <= decision.options.length) return number
  throw new CommandFailure('usage', `${harmless(option)} is not among its options.`, {
    exitCode: exitCodes.usage,
    nextStep: `There is ${decision.options.map(({ choice }, at) => `${at + 1} (${choice})`).join(', ')}.`,
  })
}

/** The id of the decision that is meant: as it is, the only one that begins so, or the newest open one for `latest`. */
async function meant({ decisions }: Calls, asked: string): Promise<string> {
  if (asked === 'latest') {
    const [newest] = await decisions.list({ state: 'open', limit: 1 })
    if (newest !== undefined) return newest.id
    throw new CommandFailure('no_such_decision', 'Nothing waits for a decision.', { nextStep: noSuch })
  }
  const ids = (await decisions.list({ state: 'all', limit: 500 })).map(({ id }) => id)
  const isId = (id: string): boolean => DecisionId.safeParse(id).success
  return meantId({ noun: 'decision', asked, ids, isId, nextStep: noSuch })
}
