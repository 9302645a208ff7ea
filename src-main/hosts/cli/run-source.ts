import type { Decision, DecisionQuery } from '#shared/decision'
import type { RunDetail, RunWindow, RunWindowQuery } from '#shared/run'
import { RunsOnDisk } from '../../core/orchestrate/runs-on-disk'
import { readSettings } from '../../core/settings/settings'
import { type Bound, type Call, inTime, slowOwner } from './call'
import { type Calls, firstOf, neededOwner, ownerToAsk, speakWith } from './owner-link'
import { settingsFailure } from './settings-failure'

/** Where runs and decisions are read from: the owner of the home, or the disk. */
export interface RunsSource {
  window(query: RunWindowQuery): Promise<RunWindow>
  detail(id: string): Promise<RunDetail>
  progress(id: string): Promise<string>
  decisions(query: DecisionQuery): Promise<Decision[]>
  decision(id: string): Promise<Decision>
}

export function ownerRuns(calls: Calls): RunsSource {
  return {
    window: (query) => firstOf(calls.runs.window(query)),
    detail: (id) => firstOf(calls.runs.follow({ id })),
    progress: async (id) => (await calls.runs.progress({ id })).text,
    decisions: (query) => calls.decisions.list(query),
    decision: (id) => calls.decisions.show({ id }),
  }
}

export function fromRuns<Value>(call: Call, use: (source: RunsSource) => Promise<Value>): Promise<Value> {
  return inTime(call, slowOwner, async () => {
    const owner = await ownerToAsk(call)
    if (owner !== null) return speakWith(owner, (calls) => use(ownerRuns(calls)))
    const read = await readSettings(call.paths)
    if (!read.ok) throw settingsFailure(read.problems)
    return use(await RunsOnDisk.read(call.paths, read.effective))
  })
}

/** What changes a run, or goes on with it, is the owner's to do. */
export function askOwner<Value>(
  call: Call,
  ask: (calls: Calls) => Promise<Value>,
  bound: Bound = slowOwner,
): Promise<Value> {
  return inTime(call, bound, async () => speakWith(await neededOwner(call), ask))
}
