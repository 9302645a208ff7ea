import { existsSync } from 'node:fs'
import type { Board } from '#shared/board'
import { verifiedStatus } from '../../core/supervise/verified-status'
import { answerSeconds, type Call, inTime, slowOwner } from './call'
import { CommandFailure } from './command-failure'
import { formatStatus } from './format-status'
import { HomeOnDisk } from './on-disk'
import { type Calls, firstOf, speakWith } from './owner-link'
import { exitCodeOf, type StatusReport, statusReport } from './status-report'

/** Says how it is with a home, every claim checked at this moment. The exit code tells it too. */
export async function status(call: Call): Promise<number> {
  const report = await inTime(call, { ...slowOwner, seconds: answerSeconds }, (signal) => readStatus(call, signal))
  call.voice.answer(report, () => formatStatus(report, call.parts.now(), call.voice.paint))
  return exitCodeOf(report.state)
}

export async function readStatus(call: Call, signal: AbortSignal): Promise<StatusReport> {
  const { paths } = call
  const verified = await verifiedStatus(paths)
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
  using disk = new HomeOnDisk(paths, call.parts.now)
  return statusReport({ home: paths.root, exists, verified, says: null, lanes: await disk.lanes(signal) })
}

export async function boardNow(calls: Calls): Promise<Board> {
  const event = await firstOf(calls.board.follow())
  if (event.kind !== 'snapshot') throw new Error('the board began without a snapshot')
  return event.board
}
