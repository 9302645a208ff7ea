import { existsSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Board } from '#shared/board'
import { unservedQueues, unservedWords } from '../../core/observe/unserved-queues'
import { type VerifiedStatus, verifiedStatus } from '../../core/supervise/verified-status'
import { answerSeconds, type Call, inTime, slowOwner } from './call'
import { CommandFailure } from './command-failure'
import { formatStatus } from './format-status'
import { askFiles } from './home-calls'
import { type Calls, firstOf, Patience, speakWith } from './owner-link'
import { exitCodeOf, type StatusReport, statusReport } from './status-report'

/** Says how it is with a home, every claim checked at this moment. The exit code tells it too. */
export async function status(call: Call): Promise<number> {
  const read = await inTime(call, { ...slowOwner, seconds: answerSeconds }, (signal) => readStatus(call, signal))
  const report = { ...read, attention: [...read.attention, ...(await unserved(call))] }
  call.voice.answer(report, () => formatStatus(report, call.parts.now(), call.voice.paint))
  return exitCodeOf(report.state)
}

/** Messages that lie where no owner looks, so none can tell of them. */
async function unserved({ paths }: Call): Promise<StatusReport['attention']> {
  const queues = await unservedQueues(paths)
  return queues.map((queue) => ({ level: 'warning', ...unservedWords(queue, paths) }))
}

async function readStatus(call: Call, signal: AbortSignal): Promise<StatusReport> {
  const { paths } = call
  const verified = await verifiedNow(call, signal)
  const { owner, liveness } = verified
  const exists = existsSync(paths.root)
  if (owner !== null && liveness === 'answers') {
    try {
      const says = await speakWith(owner, boardNow)
      return statusReport({ home: paths.root, exists, verified, says, lanes: [] })
    } catch (error) {
      // It ended while it was asked; what is true now is looked at once more.
      if (!(error instanceof CommandFailure) || error.code !== 'owner_left' || signal.aborted) throw error
      return readStatus(call, signal)
    }
  }
  if (!exists) return statusReport({ home: paths.root, exists, verified, says: null, lanes: [] })
  const { lanes } = await askFiles(call, boardNow)
  return statusReport({ home: paths.root, exists, verified, says: null, lanes })
}

/** As `verifiedStatus`, but an owner that is about to answer, or to let go of the home, is given the moment it takes. */
async function verifiedNow({ paths }: Call, signal: AbortSignal): Promise<VerifiedStatus> {
  const patience = new Patience()
  for (;;) {
    patience.asking()
    const verified = await verifiedStatus(paths)
    const { owner, liveness } = verified
    if (owner === null || liveness !== 'mute' || signal.aborted || patience.isOver(owner)) return verified
    await sleep(50)
  }
}

export async function boardNow(calls: Calls): Promise<Board> {
  const event = await firstOf(calls.board.follow())
  if (event.kind !== 'snapshot') throw new Error('the board began without a snapshot')
  return event.board
}
