import type { Decision } from '#shared/decision'
import { resultOf } from '../lane/failure-notice'
import type { ClaimedItem, Ended } from '../lane/work'
import { questionDecision } from './decisions/item-decision'
import type { ItemDecisions } from './decisions/item-decisions'
import type { AskedPerson } from './question-in'

export type Asked = Pick<ItemDecisions, 'ask' | 'questionsOf' | 'followUp'>

/** An agent that asks more often about one message gets nowhere. */
export const mostQuestions = 10

const notice = 'This message waits for a person: the agent has a question before it can go on.'

/** The conversation of an item that has none of its own, for the turns between an agent's questions. */
export function itemConversation({ lane, id }: Pick<ClaimedItem, 'lane' | 'id'>): string {
  return `${lane} item ${id}`
}

/** Asks a person what the agent of an item asks; the item waits, and its conversation is told that it does. */
export async function askPerson(
  item: ClaimedItem,
  number: number,
  agent: { readonly orchestratorId: string; readonly agentId: string },
  question: AskedPerson,
  asked: Asked,
): Promise<Ended> {
  return waiting(item, await asked.ask(questionDecision(item, number, agent, question, Date.now())), asked)
}

/** How an item ends whose agent's question nobody has answered. */
export function waiting(item: ClaimedItem, { question }: Decision, asked: Asked): Ended {
  return {
    kind: 'waiting',
    sentence: question,
    notice: resultOf(item.message, { message: notice, agent: '', files: [] }, Date.now()),
    after: () => asked.followUp(item),
  }
}

/** What an agent is told of the answers it got, for its next turn; an empty text where it asked nothing. */
export function answersText(questions: readonly Decision[]): string {
  if (questions.length === 0) return ''
  const lines = questions.map(({ question, resolution }) => {
    const answer = resolution?.text.trim() ?? ''
    return `- ${question}\n  The person ${answer === '' ? 'says nothing more than that you go on.' : `answers: ${answer}`}`
  })
  return `You were given the message below before, and asked a person. Go on with what you know now:\n${lines.join('\n')}`
}
