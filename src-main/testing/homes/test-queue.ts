// biome-ignore-all lint/suspicious/noTemplateCurlyInString: placeholders of runbooks are written like this
import { existsSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'vitest'
import type { LaneCard } from '#shared/board'
import type { ItemDetail } from '#shared/contract'
import type { Decision } from '#shared/decision'
import type { Column, ItemRow } from '#shared/item'
import type { RunDetail, RunRow } from '#shared/run'
import type { Core } from '../../core/home/core'
import { TestHome, until } from './test-home'

/** What an item says is done, by an agent: hang, wait for the file `gate`, fail until somebody helps, or answer. */
const agent = `
import { existsSync } from 'node:fs'
const home = import.meta.dirname
const [, word = ''] = /^do: (\\w+)/m.exec(prompt) ?? []
appendFileSync(home + '/begun', word + '\\n')
if (word === 'hang' && !existsSync(home + '/woken')) {
  appendFileSync(home + '/hanging', process.pid + '\\n')
  setInterval(() => {}, 1000)
} else if (word === 'wait') {
  const look = () => existsSync(home + '/gate') ? answer('did wait') : setTimeout(look, 20)
  look()
} else if (word === 'bad' && !prompt.includes('mind the edges')) fail('it went wrong')
else answer('did ' + word)
`

/** The same by a shell. Steps work in `lanes/<queue>/workspace`. */
const line = `
echo "\${var.do}" >> ../../../begun
case "\${var.do}" in
  bad) echo 'it went wrong' >&2; exit 3 ;;
  hang) if [ ! -e ../../../woken ]; then echo $$ >> ../../../hanging; exec sleep 600; fi ;;
  flaky) [ -e ../../../gate ] || exit 4 ;;
  wait) while [ ! -e ../../../gate ]; do sleep 0.05; done ;;
esac
echo "did \${var.do}"`

/** A pipeline's step that does what its item says. */
export const steps = {
  shell: `[[pipeline.work.step]]\nname = "go"\nrun = '''${line}'''\n`,
  agent: `[[pipeline.work.step]]\nname = "go"\nrun = { agent = "worker" }\n`,
} as const

export interface JobsOptions {
  /** Of the queue. */
  readonly queue?: string
  readonly concurrency?: number
  /** Of the pipeline, before its steps. */
  readonly pipeline?: string
  readonly steps: string
  /** Of the agent; by default its step fails with it. */
  readonly agent?: string
}

/** A runbook with the queue `jobs`, whose items say what to `do`. */
export function jobs({
  queue = '',
  concurrency = 1,
  pipeline = '',
  steps,
  agent = 'on_dead = "fail"',
}: JobsOptions): string {
  return `
[queue.jobs]
vars = ["do", "group"]
defaults = { group = "a" }
${queue}
[worker.worker]
source = { queue = "jobs" }
handler = { pipeline = "work" }
concurrency = ${concurrency}
[pipeline.work]
${pipeline}
${steps}
[agent.worker]
provider = "scripted"
prompt = "do: \${var.do}"
${agent}
`
}

/** A home with the queue `jobs`, and the core that works on it. */
export class TestQueue implements AsyncDisposable {
  readonly home: TestHome
  #core: Core | null = null

  private constructor(home: TestHome) {
    this.home = home
  }

  static async open(runbook: string): Promise<TestQueue> {
    const queue = await TestQueue.prepared(runbook)
    await queue.open()
    return queue
  }

  /** One that nobody works on yet. */
  static async prepared(runbook: string): Promise<TestQueue> {
    return new TestQueue(await TestHome.create({ agent, runbooks: { 'jobs.toml': runbook } }))
  }

  get core(): Core {
    if (this.#core === null) throw new Error('the home is not open')
    return this.#core
  }

  async open(change: Parameters<TestHome['open']>[0] = {}): Promise<void> {
    this.#core = await this.home.open(change)
    await this.#core.supervisor.start()
  }

  async push(vars: Readonly<Record<string, unknown>>): Promise<string> {
    return (await this.core.lanes.push({ lane: 'jobs', text: JSON.stringify(vars) })).id
  }

  /** Waits until the lane is as wanted. */
  async lane(wanted: Partial<LaneCard['counts']> & { readonly waiting?: number }, name = 'jobs'): Promise<void> {
    await until(this.core, ({ lanes }) => {
      const card = lanes.find((lane) => lane.name === name)
      // Before a lane has been read its counts say nothing.
      if (card === undefined || card.indexing) return false
      const shown: Readonly<Record<string, number>> = { ...card.counts, waiting: card.waiting }
      return Object.entries(wanted).every(([column, count]) => shown[column] === count)
    })
  }

  counts(name = 'jobs'): LaneCard['counts'] | null {
    return this.core.boardNow().lanes.find((lane) => lane.name === name)?.counts ?? null
  }

  /** Pushes an item that hangs and waits until its process does. */
  async hanging(count = 1): Promise<{ readonly item: string; readonly run: RunRow; readonly pid: number }> {
    const item = await this.push({ do: 'hang' })
    const pid = await this.hangs(count)
    // Of runs that were made in the same millisecond, any may be the newest.
    const run = (await this.runs()).find(({ itemId }) => itemId === item)
    if (run === undefined) throw new Error('there is no run')
    return { item, run, pid }
  }

  /** The process that hangs as the n-th. */
  async hangs(count: number): Promise<number> {
    await this.home.untilLines('hanging', count)
    return Number((await readFile(join(this.home.root, 'hanging'), 'utf8')).split('\n')[count - 1])
  }

  /** What waits for the file `gate` goes on. */
  openGate(): Promise<void> {
    return writeFile(join(this.home.root, 'gate'), '')
  }

  /** Nothing hangs from now on. */
  wake(): Promise<void> {
    return writeFile(join(this.home.root, 'woken'), '')
  }

  /** Newest first. */
  async runs(): Promise<RunRow[]> {
    const query = { phase: 'all', search: '', offset: 0, limit: 200 } as const
    return (await first(this.core.runs.window(query, new AbortController().signal))).rows
  }

  /** The runs, newest first, once they are as wanted. */
  async runsAre(wanted: (runs: readonly RunRow[]) => boolean): Promise<RunRow[]> {
    const query = { phase: 'all', search: '', offset: 0, limit: 200 } as const
    for await (const { rows } of this.core.runs.window(query, new AbortController().signal)) {
      if (wanted(rows)) return rows
    }
    throw new Error('the window ended first')
  }

  async run(id: string): Promise<RunDetail> {
    return first(this.core.runs.follow({ id }, new AbortController().signal))
  }

  async item(id: string): Promise<ItemDetail> {
    return first(this.core.lanes.item({ lane: 'jobs', id }, new AbortController().signal))
  }

  async rows(column: Column, lane = 'jobs'): Promise<ItemRow[]> {
    const query = { lane, column, search: '', offset: 0, limit: 200 }
    return (await first(this.core.lanes.window(query, new AbortController().signal))).rows
  }

  /** The first row of a column once it is as wanted. */
  async row(column: Column, wanted: (row: ItemRow) => boolean): Promise<ItemRow> {
    const query = { lane: 'jobs', column, search: '', offset: 0, limit: 1 }
    for await (const { rows } of this.core.lanes.window(query, new AbortController().signal)) {
      const [row] = rows
      if (row !== undefined && wanted(row)) return row
    }
    throw new Error('the window ended first')
  }

  /** The one decision somebody is asked for, once its item is parked. */
  async decision(): Promise<Decision> {
    const board = await until(
      this.core,
      (now) => (now.decisions ?? []).length > 0 && now.lanes.some((l) => l.waiting > 0),
    )
    return this.core.decisions.show({ id: board.decisions?.[0]?.id ?? '' })
  }

  resolve(id: string, option: number, text = ''): Promise<Decision> {
    return this.core.decisions.resolve({ id, option, text, by: 'cli' })
  }

  async act(action: 'retry' | 'requeue' | 'discard' | 'restore' | 'release', row: ItemRow | undefined) {
    if (row === undefined) throw new Error('there is no such item')
    const { id, column, file } = row
    return (await this.core.lanes.act({ lane: 'jobs', action, items: [{ id, column, file }] })).verdicts[0]
  }

  /** The lines of a file of the home. */
  async lines(file: string): Promise<string[]> {
    const path = join(this.home.root, file)
    return existsSync(path) ? (await readFile(path, 'utf8')).split('\n').filter((text) => text !== '') : []
  }

  async stop(): Promise<void> {
    await this.core.supervisor.stop()
    await this.core.supervisor.settled()
  }

  /** The home in the hands of the next owner. */
  async reopen(): Promise<void> {
    await this.home.close(this.core)
    await this.open()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const faults = (await this.lines('logs/lanekeeper.jsonl')).filter((text) => /"level":(?:"error"|50)/.test(text))
    await this.home[Symbol.asyncDispose]()
    expect(faults, 'errors in the log').toEqual([])
  }
}

/** The first value of what is sent at once. */
export async function first<Value>(stream: AsyncGenerator<Value, void>): Promise<Value> {
  for await (const value of stream) return value
  throw new Error('it ended before its first value')
}

export function lives(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}
