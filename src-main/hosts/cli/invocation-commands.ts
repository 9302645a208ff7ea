import type { LogBatch, LogStream } from '#shared/invocation'
import { type Call, inTime, slowOwner } from './call'
import { exitCodes } from './command-failure'
import { formatInvocation, formatInvocations } from './format-invocations'
import { askFiles, askHome } from './home-calls'
import { meantId } from './meant-id'
import { type Calls, firstOf, ownerToAsk, speakWith } from './owner-link'
import { harmlessLines } from './paint'

/** The newest invocations. */
export async function invocationList(call: Call, limit: number): Promise<number> {
  const invocations = await askHome(call, (calls) => calls.invocations.recent({ limit }))
  call.voice.answer({ invocations }, () => formatInvocations(invocations, call.parts.now(), call.voice.paint))
  return exitCodes.done
}

/** Everything about one invocation. */
export async function invocationShow(call: Call, asked: string): Promise<number> {
  const invocation = await askHome(call, async (calls) =>
    firstOf(calls.invocations.follow({ id: await meant(calls, asked) })),
  )
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
  const id = await askHome(call, (calls) => meant(calls, asked))
  const owner = options.follow ? await ownerToAsk(call) : null
  const print = (batch: LogBatch): void => tell(call, batch, options)
  const tail = (print: (batch: LogBatch) => void) => (signal: AbortSignal) => {
    const read = async (calls: Calls): Promise<void> => {
      for await (const batch of await calls.invocations.log({ id }, { signal })) print(batch)
    }
    // From the files a log always ends: whoever might go on writing it is not in this process.
    return owner === null ? askFiles(call, read) : speakWith(owner, read)
  }
  if (options.follow || !call.voice.json) {
    await followed(call, tail(print))
    return exitCodes.done
  }
  const batches: LogBatch[] = []
  await inTime(
    call,
    slowOwner,
    tail((batch) => batches.push(batch)),
  )
  const skipped = batches[0]?.skipped ?? { stdout: 0, stderr: 0 }
  call.voice.answer({ id, skipped, pieces: batches.flatMap((batch) => batch.pieces) }, () => '')
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

function tell({ voice }: Call, batch: LogBatch, { stream }: TailOptions): void {
  for (const piece of batch.pieces) {
    if (stream !== null && piece.stream !== stream) continue
    const text = voice.isTerminal ? harmlessLines(piece.text) : piece.text
    if (voice.json) voice.next(piece, () => '')
    else voice.raw(piece.stream === 'stderr' ? 'err' : 'out', text)
  }
}

/** The id of the invocation that is meant: as it is, the only one that begins so, or the newest for `latest`. */
async function meant({ invocations }: Calls, asked: string): Promise<string> {
  if (/^[0-9a-z]{9}-[0-9a-z]{10}$/.test(asked)) return asked
  const ids = (await invocations.recent({ limit: 500 })).map(({ id }) => id)
  if (asked === 'latest' && ids[0] !== undefined) return ids[0]
  return meantId({ noun: 'invocation', asked, ids, isId: () => false, nextStep: 'See lanekeeper invocation list.' })
}
