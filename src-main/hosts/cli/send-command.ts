import { userInfo } from 'node:os'
import { z } from 'zod'
import { ComposedMessage } from '#shared/contract'
import type { Call } from './call'
import { CommandFailure, exitCodes } from './command-failure'
import { askHome, type By } from './home-calls'
import type { Calls } from './owner-link'
import { readInput } from './read-input'

export const SendOptions = z.object({
  lane: z.string(),
  channel: z.string(),
  profile: z.string().optional(),
  sender: z.string().optional(),
  conversation: z.string().optional(),
  agent: z.string().optional(),
})
type SendOptions = z.infer<typeof SendOptions>

const mostBytes = 4_000_000

/** Puts one message in line: what the words say, or stdin when there are none. */
export async function send(call: Call, words: readonly string[], options: SendOptions): Promise<number> {
  const message = composed(await text(call, words), options)
  const { lane } = options
  const otherwise = 'The message is put in line on the disk.'
  const ask = async (calls: Calls, by: By) => ({ ...(await calls.lanes.send({ lane, message })), by })
  const { id, by } = await askHome(call, ask, otherwise)
  call.voice.answer({ sent: true, lane, id, by }, () => `In line as ${id}`)
  if (by === 'command') call.voice.note('Nobody works on it until the supervisor runs: lanekeeper start --detach.')
  return exitCodes.done
}

async function text(call: Call, words: readonly string[]): Promise<string> {
  if (words.length > 0) return words.join(' ')
  return readInput(call.parts.stdin, mostBytes, {
    sentence: 'There is no message to send.',
    nextStep: 'Write it after the command, or pipe it in: lanekeeper send "Hello".',
  })
}

function composed(message: string, { channel, profile, sender, conversation, agent }: SendOptions): ComposedMessage {
  const checked = ComposedMessage.safeParse({
    channel,
    sender: sender ?? userInfo().username,
    message: message.trimEnd(),
    ...(profile === undefined ? {} : { channelProfileId: profile }),
    ...(conversation === undefined ? {} : { conversationId: conversation }),
    ...(agent === undefined ? {} : { agent }),
  })
  if (checked.success) return checked.data
  const [issue] = checked.error.issues
  throw new CommandFailure('usage', `The message cannot be sent: ${issue?.path.join('.')}: ${issue?.message}.`, {
    exitCode: exitCodes.usage,
    nextStep: 'lanekeeper help send shows what it needs.',
  })
}
