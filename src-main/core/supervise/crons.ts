import { pause } from '../ground/changes'
import { faultText } from '../ground/fault-code'
import type { Worker } from '../ground/worker'
import { dueFire, nextFire, type Schedule } from '../settings/runbook/schedule'

/** One cron: the queue of its items, when it fires, and how many of them there may be at once. */
export interface CronQueue {
  readonly name: string
  readonly schedule: Schedule
  readonly concurrency: number
}

export interface CronsOptions {
  readonly queues: () => readonly CronQueue[]
  /** When a cron last fired, in ms; null before its first time. */
  readonly lastFire: (name: string) => Promise<number | null>
  readonly noteFire: (name: string, at: number) => Promise<void>
  /** How many items of it are not done yet. */
  readonly open: (name: string) => number
  readonly push: (name: string, at: number) => Promise<void>
  readonly told: (sentence: string) => void
  readonly now?: () => number
  readonly pause?: typeof pause
}

/** A machine that slept, and a clock that was set, are noticed after so long. */
const longestRestMs = 30_000

/**
 * Puts an item in line whenever a cron is due, by the clock on the wall. The time of each fire is kept, so that those that nobody was
 * there for are told and made up for by one; one that cannot fire keeps no other from it, and is tried again soon. While as many items are open as it may have at once, a fire passes.
 */
export function crons(options: CronsOptions): Worker {
  const { now = Date.now, pause: rest = pause } = options
  return {
    name: 'crons',
    async run(life) {
      while (!life.stop.aborted) {
        let restMs = longestRestMs
        const faults: Error[] = []
        for (const queue of options.queues()) {
          try {
            const nextAt = await looked(queue, options, now())
            if (nextAt !== null) restMs = Math.min(restMs, Math.max(10, nextAt - now()))
          } catch (error) {
            faults.push(new Error(`The cron "${queue.name}" could not fire: ${faultText(error)}.`, { cause: error }))
          }
        }
        life.beat()
        if (faults.length === 0) life.ready()
        else life.failing(new AggregateError(faults, faults.map((fault) => fault.message).join(' ')))
        await rest(restMs, life.stop)
      }
    },
  }
}

async function looked(queue: CronQueue, options: CronsOptions, now: number): Promise<number | null> {
  const { name, schedule, concurrency } = queue
  const last = await options.lastFire(name)
  // Its first look, or a clock that was set back: it counts from here.
  if (last === null || last > now) {
    await options.noteFire(name, now)
    return nextFire(schedule, now)
  }
  const due = dueFire(schedule, last, now)
  if (due === null) return nextFire(schedule, last)
  const missed = due.missed === 0 ? '' : ` ${due.missed} earlier ones were missed; this one makes up for them.`
  // Noted first: whatever breaks off in between, no fire gives two items.
  await options.noteFire(name, due.at)
  if (options.open(name) >= concurrency) {
    options.told(`The cron "${name}" was due and is at work still, so this one passes.${missed}`)
  } else {
    try {
      await options.push(name, due.at)
    } catch (error) {
      // It stays due.
      await options.noteFire(name, last)
      throw error
    }
    if (missed !== '') options.told(`The cron "${name}" fires.${missed}`)
  }
  return nextFire(schedule, due.at)
}
