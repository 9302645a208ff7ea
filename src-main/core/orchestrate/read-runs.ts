import type { Changes } from '../ground/changes'
import type { HomePaths } from '../ground/home-paths'
import type { Lane } from '../lane/lane'
import type { Effective } from '../settings/settings'
import { Decisions } from './decisions/decisions'
import { RunCalls } from './run/run-calls'
import { RunItems } from './run/run-items'
import { runRoots } from './run/run-roots'
import { RunStore } from './run/run-store'
import { RunUpkeep } from './run/run-upkeep'
import { RunsAtWork } from './run/runs-at-work'
import type { Runs } from './runs'

export interface ReadRunsOptions {
  readonly paths: HomePaths
  readonly effective: Effective
  readonly lanes: ReadonlyMap<string, Lane>
  readonly changes: Changes
  readonly life: AbortSignal
}

/**
 * The runs and decisions of a home as their files stand, read once and changing nothing: for whoever does not own the
 * home. Only calls that ask are to be made.
 */
export async function readRuns(options: ReadRunsOptions): Promise<Pick<Runs, 'calls' | 'decisionCalls'>> {
  const { paths, effective, lanes, changes, life } = options
  const files = {
    durability: () => effective.settings.durability,
    now: Date.now,
    changed: () => changes.touch(),
    // What cannot be read is said where it is shown.
    fault: () => {},
  }
  const store = new RunStore({ ...files, roots: () => runRoots(paths, effective) })
  const decisions = new Decisions({ ...files, folder: paths.decisions })
  await store.openToAsk()
  await decisions.openToAsk()
  const items = new RunItems(
    () => lanes,
    () => effective.settings.limits.item_bytes,
  )
  const atWork = new RunsAtWork()
  const upkeep = new RunUpkeep({ store, items, atWork, decisions })
  const asked = { paths, effective: () => effective, changes, life, now: Date.now }
  return { calls: new RunCalls({ store, items, atWork, decisions, upkeep, ...asked }), decisionCalls: decisions }
}
