import { type Candidate, Schedule } from '../../src-main/core/lane/schedule'
import { median } from '../numbers'
import type { Figures, ProbeOptions } from '../probe'

const keys = 10_000
const rounds = 10

/**
 * The scheduler alone: what waits is taken in order, 16 at a time active, each pick a `take` and its `end`. Computes and
 * nothing else, so it is counted in processor time.
 */
export async function schedulePicks({ count, inFlight }: ProbeOptions): Promise<Figures> {
  const perSecond: number[] = []
  for (let round = 0; round < rounds; round++) {
    const schedule = new Schedule()
    for (const candidate of candidates(count)) schedule.add(candidate)
    const active: Candidate[] = []
    const before = process.cpuUsage()
    for (let picked = 0; picked < count; ) {
      const candidate = schedule.take(Date.now(), () => true)
      if (candidate === null || active.length === inFlight) {
        const ended = active.shift()
        if (ended === undefined) throw new Error('Nothing may start and nothing is active.')
        schedule.end(ended)
      }
      if (candidate === null) continue
      picked++
      active.push(candidate)
    }
    for (const candidate of active) schedule.end(candidate)
    const { user, system } = process.cpuUsage(before)
    perSecond.push((count * 1e6) / (user + system))
    if (schedule.waiting !== 0 || schedule.active !== 0) throw new Error('The scheduler kept something.')
  }
  // The first rounds run before the code is compiled.
  return { perSecond: median(perSecond.slice(2)) }
}

function* candidates(count: number): Generator<Candidate, void> {
  for (let number = 0; number < count; number++) {
    yield {
      file: `message-${String(number).padStart(7, '0')}.json`,
      ms: 1_763_600_000_000 + (number >> 3),
      ns: (number & 7) * 1000,
      arrival: 0,
      key: `c${number % keys}`,
      group: 'provider',
      notBefore: 0,
      holdsKey: false,
    }
  }
}
