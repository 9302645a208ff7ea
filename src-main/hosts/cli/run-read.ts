import { z } from 'zod'
import { RunId } from '#shared/decision'
import { bounds } from '#shared/limits'
import { RunPhase } from '#shared/run'
import type { Call } from './call'
import { CommandFailure, exitCodes } from './command-failure'
import { formatRun, formatRuns } from './format-runs'
import { askHome } from './home-calls'
import { meantId } from './meant-id'
import { type Calls, firstOf } from './owner-link'
import { harmlessLines } from './paint'

export const ListRunsOptions = z.object({
  phase: z.union([RunPhase, z.enum(['all', 'open'])]),
  search: z.string().max(200),
  limit: z.int().min(1).max(bounds.windowRows),
})

/** The newest runs. */
export async function runList(call: Call, options: z.infer<typeof ListRunsOptions>): Promise<number> {
  const { total, rows } = await askHome(call, (calls) => firstOf(calls.runs.window({ ...options, offset: 0 })))
  const { now } = call.parts
  call.voice.answer({ total, runs: rows }, () => formatRuns(rows, total, now(), call.voice.columns, call.voice.paint))
  return exitCodes.done
}

/** Everything about one run. */
export async function runShow(call: Call, asked: string): Promise<number> {
  const detail = await askHome(call, async (calls) => firstOf(calls.runs.follow({ id: await meantRun(calls, asked) })))
  call.voice.answer({ run: detail }, () => formatRun(detail, call.parts.now(), call.voice.paint))
  return exitCodes.done
}

/** Says how far a run is. */
export async function runProgress(call: Call, asked: string): Promise<number> {
  const found = await askHome(call, async (calls) => {
    const id = await meantRun(calls, asked)
    return { id, ...(await calls.runs.progress({ id })) }
  })
  call.voice.answer(found, () => harmlessLines(found.text))
  return exitCodes.done
}

/** The id of the run that is meant: as it is, the only one that begins so, or the newest for `latest`. */
export async function meantRun({ runs }: Calls, asked: string): Promise<string> {
  const nextStep = 'See lanekeeper run list.'
  const query = { phase: 'all' as const, offset: 0, limit: bounds.windowRows }
  if (asked === 'latest') {
    const [newest] = (await firstOf(runs.window({ ...query, search: '', limit: 1 }))).rows
    if (newest === undefined) throw new CommandFailure('no_such_run', 'There is no run yet.', { nextStep })
    return newest.id
  }
  const { rows } = await firstOf(runs.window({ ...query, search: asked.slice(0, 200) }))
  const isId = (id: string): boolean => RunId.safeParse(id).success
  return meantId({ noun: 'run', asked, ids: rows.map(({ id }) => id), isId, nextStep })
}
