import type { Invocation, LogBatch, LogStream } from '#shared/invocation'
import { Invocations } from '../../core/record/invocations'
import { type Call, inTime, slowOwner } from './call'
import { CommandFailure, exitCodes } from './command-failure'
import { formatInvocation, formatInvocations } from './format-invocations'
import { meantId } from './meant-id'
import { firstOf, ownerToAsk, speakWith } from './owner-link'
import { harmless, harmlessLines } from './paint'

const nextStep = 'See lanekeeper invocation list.'

/** The newest invocations. */
export async function invocationList(call: Call, limit: number): Promise<number> {
  const invocations = await recent(call, limit)
  call.voice.answer({ invocations }, () => formatInvocations(invocations, call.parts.now(), call.voice.paint))
  return exitCodes.done
}

/** Everything about one invocation. */
export async function invocationShow(call: Call, asked: string): Promise<number> {
  const id = await meant(call, asked)
  const invocation = await inTime(call, slowOwner, async () => {
    const owner = await ownerToAsk(call)
    if (owner !== null) return speakWith(owner, (calls) => firstOf(calls.invocations.follow({ id })))
    return new Invocations(call.paths.invocations).find(id)
  })
  if (invocation === null) throw noSuch(asked)
  call.voice.answer({ invocation }, () => formatInvocation(invocation, call.parts.now(), call.voice.paint))
  return exitCodes.done
}

export interface TailOptions {
  readonly follow: boolean
  /** Only this stream; null: both. */
  readonly stream: LogStream | null
}

/** What an invocation wrote, from its tail on; with `follow` also what it goes on to write, until it has ended. */
export async function invocationTail(call: Call, asked: string, options: TailOptions): Promise<number> {
  const id = await meant(call, asked)
  const owner = options.follow ? await ownerToAsk(call) : null
  const print = (batch: LogBatch): void => tell(call, batch, options)
  if (owner === null) await read(call, id, options, print)
  else {
    await followed(call, async (signal) =>
      speakWith(owner, async (calls) => {
        for await (const batch of await calls.invocations.log({ id }, { signal })) print(batch)
      }),
    )
  }
  return exitCodes.done
}

/** Follows something until it ends or somebody has seen enough, which is the usual end of following. */
export async function followed(
  { parts }: Pick<Call, 'parts'>,
  follow: (signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const { ending } = parts
  const ended = Promise.withResolvers<void>()
  const end = (): void => ended.resolve()
  if (ending.aborted) return
  ending.addEventListener('abort', end, { once: true })
  try {
    await Promise.race([follow(ending), ended.promise])
  } catch (error) {
    if (!ending.aborted) throw error
  } finally {
    ending.removeEventListener('abort', end)
  }
}

/** From the disk a log always ends: whoever might go on writing it is not in this process. */
async function read(call: Call, id: string, { follow }: TailOptions, print: (batch: LogBatch) => void): Promise<void> {
  const batches: LogBatch[] = []
  for await (const batch of new Invocations(call.paths.invocations).log(id, call.parts.ending)) {
    if (follow || !call.voice.json) print(batch)
    else batches.push(batch)
  }
  if (follow || !call.voice.json) return
  const skipped = batches[0]?.skipped ?? { stdout: 0, stderr: 0 }
  call.voice.answer({ id, skipped, pieces: batches.flatMap((batch) => batch.pieces) }, () => '')
}

function tell({ voice }: Call, batch: LogBatch, { stream }: TailOptions): void {
  for (const piece of batch.pieces) {
    if (stream !== null && piece.stream !== stream) continue
    const text = voice.isTerminal ? harmlessLines(piece.text) : piece.text
    if (voice.json) voice.next(piece, () => '')
    else voice.raw(piece.stream === 'stderr' ? 'err' : 'out', text)
  }
}

function recent(call: Call, limit: number): Promise<Invocation[]> {
  return inTime(call, slowOwner, async () => {
    const owner = await ownerToAsk(call)
    if (owner !== null) return speakWith(owner, (calls) => calls.invocations.recent({ limit }))
    return new Invocations(call.paths.invocations).recent(limit)
  })
}

/** The id of the invocation that is meant: as it is, the only one that begins so, or the newest for `latest`. */
async function meant(call: Call, asked: string): Promise<string> {
  const isWhole = /^[0-9a-z]{9}-[0-9a-z]{10}$/.test(asked)
  if (isWhole && (await new Invocations(call.paths.invocations).find(asked)) !== null) return asked
  const ids = (await recent(call, 500)).map(({ id }) => id)
  if (asked === 'latest' && ids[0] !== undefined) return ids[0]
  return meantId({ noun: 'invocation', asked, ids, isId: () => false, nextStep })
}

function noSuch(asked: string): CommandFailure {
  return new CommandFailure('no_such_invocation', `There is no invocation ${harmless(asked)}.`, { nextStep })
}
