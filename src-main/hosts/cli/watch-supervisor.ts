import type { SupervisorStatus } from '#shared/supervisor'
import type { Call } from './call'
import { counted } from './format-table'
import { stretch } from './format-time'
import type { Calls } from './owner-link'
import { harmless } from './paint'
import { boardNow } from './status-command'

/** How often the line about a drain is drawn anew, in ms. */
const redrawMs = 1_000

/**
 * Waits until what the supervisor was asked for is so, or was found impossible, showing what is waited for meanwhile.
 * Answers how it is then.
 */
export async function settledStatus(calls: Calls, call: Call, signal: AbortSignal): Promise<SupervisorStatus> {
  const over = new AbortController()
  const showing = show(calls, call, AbortSignal.any([signal, over.signal]))
  try {
    await calls.supervisor.settled()
    return (await boardNow(calls)).supervisor
  } finally {
    over.abort()
    await showing
    call.voice.live('')
  }
}

async function show(calls: Calls, { voice, parts }: Call, signal: AbortSignal): Promise<void> {
  if (voice.json) return
  let latest: SupervisorStatus | null = null
  let told = false
  const draw = (): void => {
    if (latest === null) return
    const text = progressText(latest, parts.now())
    if (voice.showsLive) voice.live(text)
    else if (latest.draining !== null && latest.draining.active > 0 && !told) {
      told = true
      voice.note(text)
    }
  }
  const redraw = setInterval(draw, redrawMs)
  try {
    for await (const event of await calls.board.follow(undefined, { signal })) {
      latest = event.board.supervisor ?? latest
      draw()
    }
  } catch {
    // The stream ends with the wait it accompanies, or with the owner; that is told elsewhere.
  } finally {
    clearInterval(redraw)
  }
}

/** What a supervisor on its way waits for, in one line. */
function progressText({ state, draining, workers }: SupervisorStatus, now: number): string {
  if (state === 'starting') {
    const late = workers.filter((worker) => worker.state === 'starting').map((worker) => worker.name)
    return late.length === 0 ? 'Starting.' : `Starting; waiting for ${late.join(', ')}.`
  }
  if (state !== 'stopping') return ''
  if (draining === null || draining.active === 0) return 'Stopping; making sure that every process is gone.'
  const titles = draining.items.slice(0, 3).map((item) => harmless(item.title))
  const more = draining.active > titles.length ? ` and ${draining.active - titles.length} more` : ''
  const left = Math.max(0, draining.until - now)
  const bound = left > 0 ? `for at most ${stretch(left)}` : 'until they are ended'
  return `Stopping; waiting for ${counted(draining.active, 'active item')} ${bound}: ${titles.join(', ')}${more}`
}
