import { createHash } from 'node:crypto'
import { z } from 'zod'

/** One message of a conversation and what it was answered with. Times in ms. */
export interface Turn {
  readonly message: string
  readonly arrivedAt: number
  readonly answer: string
  readonly answeredAt: number
}

/** As many turns back is looked for the same again, so that a circle of so many is noticed. */
const longestCircle = 4
/** So many times more often than repeated messages may different ones be given the same answer, whoever sends them so fast. */
const patience = 4
const shownText = 200
const pausedMs = 1000
const charMs = 40
const longestWritingMs = 10_000

/** What is remembered of a conversation to notice that it gets nowhere. Texts are kept as hashes, but for the shown beginning. */
export const TurnsSoFar = z.object({
  /** What the newest turns were, oldest first, as far as a circle may reach. */
  recent: z.array(z.string()).max(longestCircle),
  /** The newest answers without their numbers. */
  answers: z.array(z.string()).max(longestCircle),
  /** How often in a row the newest turn has been the very same. */
  same: z.int(),
  /** How many turns in a row were nothing new, and the different ones among them. */
  circling: z.int(),
  circle: z.array(z.string()).max(longestCircle + 1),
  /** How many answers in a row were alike to messages that came faster than a person writes. */
  hasty: z.int(),
  answeredAt: z.number(),
  /** The beginning of the newest answer. */
  text: z.string(),
})
export type TurnsSoFar = z.infer<typeof TurnsSoFar>

export function afterTurn(before: TurnsSoFar | null, turn: Turn): TurnsSoFar {
  const { recent = [], answers = [], same = 0, circling = 0, circle = [], hasty = 0 } = before ?? {}
  const key = keyOf(before, turn)
  const isOld = recent.includes(key)
  const answer = hash(unnumbered(turn.answer))
  return {
    recent: [...recent, key].slice(-longestCircle),
    answers: [...answers, answer].slice(-longestCircle),
    same: recent.at(-1) === key ? same + 1 : 1,
    circling: isOld ? circling + 1 : 1,
    circle: isOld ? [...new Set([...circle, key])].slice(0, longestCircle + 1) : [key],
    hasty: answers.includes(answer) && isHasty(before, turn) ? hasty + 1 : 1,
    answeredAt: turn.answeredAt,
    text: turn.answer.slice(0, shownText),
  }
}

/** How often a conversation did what stops it, or null while nothing does. `most` is how often it may. */
export function stalled(turns: TurnsSoFar, most: number): { readonly same: boolean; readonly times: number } | null {
  if (turns.same >= most) return { same: true, times: turns.same }
  if (turns.circling >= most * turns.circle.length) return { same: false, times: turns.circling }
  return turns.hasty >= most * patience ? { same: false, times: turns.hasty } : null
}

/** Whether a message goes on as the turns before it did, and is none that a person would have to be kept from sending. */
export function goesOn(turns: TurnsSoFar, message: Pick<Turn, 'message' | 'arrivedAt'>): boolean {
  const said = `${hash(plain(message.message))} `
  return isHasty(turns, message) || isEcho(turns, message) || turns.recent.some((key) => key.startsWith(said))
}

/** A message that echoes an answer but for its numbers, as two programs do that count, is no news; else it is what it says. */
function keyOf(before: TurnsSoFar | null, turn: Turn): string {
  const { message, answer } = turn
  return isEcho(before, turn) ? `echo ${hash(unnumbered(answer))}` : `${hash(plain(message))} ${hash(plain(answer))}`
}

/** What was in line before the last answer was given is no echo of it, however much alike they are. */
function isEcho(before: TurnsSoFar | null, { message, arrivedAt }: Pick<Turn, 'message' | 'arrivedAt'>): boolean {
  if (before === null || arrivedAt < before.answeredAt) return false
  const words = unnumbered(message)
  return /\p{L}/u.test(words) && before.answers.includes(hash(words))
}

/** True for a message that came after the last answer, and sooner than a person could have read that and written. */
function isHasty(before: TurnsSoFar | null, { message, arrivedAt }: Pick<Turn, 'message' | 'arrivedAt'>): boolean {
  if (before === null || arrivedAt < before.answeredAt) return false
  return arrivedAt - before.answeredAt < Math.min(pausedMs + charMs * message.length, longestWritingMs)
}

/** A text whatever its case, its spaces and the marks around it. */
function plain(text: string): string {
  const folded = text.normalize('NFKC').toLowerCase().replace(/\s+/g, ' ').trim()
  return folded.replace(/^[.,;:!?… ]+|[.,;:!?… ]+$/g, '') || folded
}

function unnumbered(text: string): string {
  return plain(plain(text).replace(/\p{N}+/gu, ' '))
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('base64url').slice(0, 22)
}
