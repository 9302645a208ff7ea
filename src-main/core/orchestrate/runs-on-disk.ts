import type { Decision, DecisionQuery } from '#shared/decision'
import type { RunDetail, RunRow, RunWindow, RunWindowQuery } from '#shared/run'
import type { HomePaths } from '../ground/home-paths'
import { Refused } from '../ground/refused'
import type { Effective } from '../settings/settings'
import { DecisionFiles } from './decisions/decision-files'
import { progressText } from './run/progress-text'
import { runDetail } from './run/run-detail'
import { type ReadRun, readRun } from './run/run-files'
import { RunIndex } from './run/run-index'
import { marksFolder } from './run/run-paths'
import { namesIn, type RunRoot, runRoots } from './run/run-roots'
import { rowOf, unreadableRow } from './run/run-row'
import { runWindow } from './run/run-window'
import type { RunState } from './workflow/run-state'

/** The runs and decisions of a home as their files stand, changing nothing: for whoever does not own the home. */
export class RunsOnDisk {
  readonly #roots: readonly RunRoot[]
  readonly #index: RunIndex
  readonly #decisions: DecisionFiles

  private constructor(roots: readonly RunRoot[], index: RunIndex, decisions: DecisionFiles) {
    this.#roots = roots
    this.#index = index
    this.#decisions = decisions
  }

  static async read(paths: HomePaths, effective: Effective): Promise<RunsOnDisk> {
    const roots = await runRoots(paths, effective)
    const index = new RunIndex()
    await index.read(roots)
    return new RunsOnDisk(roots, index, new DecisionFiles(paths.decisions, () => 'full'))
  }

  async window(query: RunWindowQuery): Promise<RunWindow> {
    const unsettled = await this.#unsettled()
    return runWindow({ newestFirst: this.#index.newestFirst, row: (id) => this.#row(id), unsettled }, query)
  }

  async detail(id: string): Promise<RunDetail> {
    return runDetail(await this.#known(id), { find: (decisionId) => this.#find(decisionId) })
  }

  async progress(id: string): Promise<string> {
    return progressText(await this.#known(id))
  }

  /** Newest first. */
  async decisions({ state, limit }: DecisionQuery): Promise<Decision[]> {
    const found: Decision[] = []
    for (const id of state === 'open' ? await this.#decisions.open() : await this.#decisions.all()) {
      const decision = await this.#find(id)
      if (decision === null || (state !== 'all' && (decision.resolution === null) !== (state === 'open'))) continue
      found.push(decision)
    }
    return found.sort((a, b) => b.createdAt - a.createdAt).slice(0, limit)
  }

  async decision(id: string): Promise<Decision> {
    const found = await this.#decisions.read(id)
    if (found.kind === 'decision') return found.decision
    throw new Refused('no_such_decision', found.kind === 'absent' ? `There is no decision ${id}.` : found.sentence)
  }

  async #unsettled(): Promise<RunState[]> {
    const found: RunState[] = []
    for (const { workspace } of this.#roots) {
      for (const id of await namesIn(marksFolder(workspace))) {
        const read = await this.#read(id)
        if (read.kind === 'run' && !read.run.settled) found.push(read.run)
      }
    }
    return found
  }

  async #row(id: string): Promise<RunRow | null> {
    const read = await this.#read(id)
    const root = this.#index.rootOf(id)
    if (root === null || read.kind === 'absent') return null
    return read.kind === 'run' ? rowOf(read.run) : unreadableRow(id, root.source, read.reason)
  }

  async #known(id: string): Promise<RunState> {
    const read = await this.#read(id)
    if (read.kind === 'run') return read.run
    if (read.kind === 'unreadable') throw new Refused('no_such_run', read.reason, 'Mend or remove that file.')
    throw new Refused('no_such_run', `There is no run ${id}.`, 'Choose another one.')
  }

  async #read(id: string): Promise<ReadRun> {
    const root = this.#index.rootOf(id)
    return root === null ? { kind: 'absent' } : readRun(root.workspace, id)
  }

  async #find(id: string): Promise<Decision | null> {
    const found = await this.#decisions.read(id)
    return found.kind === 'decision' ? found.decision : null
  }
}
