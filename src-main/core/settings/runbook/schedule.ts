import { Cron } from 'croner'

/** When a cron fires: at intervals, or by the clock of a time zone. */
export type Schedule =
  | { readonly kind: 'interval'; readonly everyMs: number }
  | { readonly kind: 'clock'; readonly pattern: string; readonly timezone: string | null }

/** The next time after another, both in ms since the epoch; null: it never fires again. */
export function nextFire(schedule: Schedule, afterMs: number): number | null {
  if (schedule.kind === 'interval') return afterMs + schedule.everyMs
  return clock(schedule.pattern, schedule.timezone).nextRun(new Date(afterMs))?.getTime() ?? null
}

/** The last fire that is due by now, and how many came before it since `lastMs`; null: none is due. */
export function dueFire(
  schedule: Schedule,
  lastMs: number,
  nowMs: number,
): { readonly at: number; readonly missed: number } | null {
  if (schedule.kind === 'interval') {
    const fires = Math.floor((nowMs - lastMs) / schedule.everyMs)
    return fires < 1 ? null : { at: lastMs + fires * schedule.everyMs, missed: fires - 1 }
  }
  let due: { at: number; missed: number } | null = null
  for (let at = nextFire(schedule, lastMs); at !== null && at <= nowMs; at = nextFire(schedule, at)) {
    due = { at, missed: due === null ? 0 : due.missed + 1 }
    // How many it were matters to nobody any more.
    if (due.missed >= mostCounted) return { at: nowMs, missed: mostCounted }
  }
  return due
}

const mostCounted = 1000

/** What is wrong with a pattern or a time zone, or null. */
export function scheduleProblem(pattern: string, timezone: string | null): string | null {
  if (pattern.trim().split(/\s+/).length !== 5) return 'a schedule has five fields: minute, hour, day, month, weekday'
  try {
    return clock(pattern, timezone).nextRun() === null ? 'it never fires' : null
  } catch (error) {
    return error instanceof Error ? error.message.replace(/^Cron\w+: /, '') : 'it cannot be read'
  }
}

function clock(pattern: string, timezone: string | null): Cron {
  return new Cron(pattern, { paused: true, ...(timezone === null ? {} : { timezone }) })
}
