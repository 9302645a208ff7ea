import { mkdtemp, readdir, readFile, rm, unlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Column } from '#shared/item'
import type { PlainAction } from '#shared/offers'
import { LaneModel, type ModelItem } from '../../testing/lanes/lane-model'
import { answered, asking, failed, messageOf, TestLane } from '../../testing/lanes/test-lane'
import { actOnItems } from './item-actions'
import { parseItemName } from './item-name'
import type { LaneFolder } from './lane-paths'
import { type Listed, look } from './sliced-scan'
import { watchFolder } from './watch-folder'

/** `pick` chooses among what a command can apply to, counted round and round. */
type Command =
  | { readonly kind: 'drop'; readonly key: number; readonly age: number; readonly told: boolean }
  | { readonly kind: 'enqueue'; readonly key: number }
  | { readonly kind: 'reuse'; readonly pick: number; readonly key: number }
  | { readonly kind: 'succeed' | 'fail' | 'give up' | 'take away' | 'ask'; readonly pick: number }
  | { readonly kind: 'resume' | 'answer' | 'cancel' | 'take parked'; readonly pick: number }
  | { readonly kind: PlainAction; readonly pick: number }
  | { readonly kind: 'stop' | 'start' | 'restart' | 'rescan' }
  | { readonly kind: 'jump'; readonly byMs: number }

const pick = fc.nat(9)
const key = fc.nat(3)
const commands = fc.array(
  fc.oneof(
    {
      weight: 6,
      arbitrary: fc.record({ kind: fc.constant('drop' as const), key, age: fc.nat(5), told: fc.boolean() }),
    },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('enqueue' as const), key }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('reuse' as const), pick, key }) },
    {
      weight: 8,
      arbitrary: fc.record({ kind: fc.constantFrom('succeed' as const, 'fail' as const, 'give up' as const), pick }),
    },
    { weight: 3, arbitrary: fc.record({ kind: fc.constant('ask' as const), pick }) },
    {
      weight: 3,
      arbitrary: fc.record({
        kind: fc.constantFrom('resume' as const, 'resume' as const, 'answer' as const, 'cancel' as const),
        pick,
      }),
    },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('take parked' as const), pick }) },
    {
      weight: 5,
      arbitrary: fc.record({
        kind: fc.constantFrom(
          'retry' as const,
          'requeue' as const,
          'release' as const,
          'discard' as const,
          'restore' as const,
          'take away' as const,
        ),
        pick,
      }),
    },
    {
      weight: 3,
      arbitrary: fc.record({
        kind: fc.constantFrom('stop' as const, 'start' as const, 'restart' as const, 'rescan' as const),
      }),
    },
    {
      weight: 3,
      arbitrary: fc.record({ kind: fc.constant('jump' as const), byMs: fc.integer({ min: -150, max: 300 }) }),
    },
  ),
  { maxLength: 30 },
)

/** Longest wait for the lane to come to the state the model says, ms; only a lane that never does needs it. */
const boundMs = 3000
const start = 1_763_600_000_000
const never = new AbortController().signal

/** A lane and the model of it, driven by the same commands. */
class Pair implements AsyncDisposable {
  readonly #root: string
  readonly #model: LaneModel
  /** Names in `incoming` of which no event is heard. */
  readonly #unheard = new Set<string>()
  #lane: TestLane
  #made = 0

  private constructor(root: string, model: LaneModel, lane: TestLane, unheard: Set<string>) {
    this.#root = root
    this.#model = model
    this.#lane = lane
    this.#unheard = unheard
  }

  static async create(slots: number): Promise<Pair> {
    const root = await mkdtemp(join(tmpdir(), 'lanekeeper-model-'))
    const unheard = new Set<string>()
    return new Pair(root, new LaneModel(slots, start), await openLane(root, slots, start, unheard), unheard)
  }

  async carryOut(command: Command): Promise<void> {
    await this.#do(command)
    await this.#settle(command)
    await this.#checkPlaces()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#lane.close()
    await rm(this.#root, { recursive: true, force: true })
  }

  async #do(command: Command): Promise<void> {
    const model = this.#model
    switch (command.kind) {
      case 'drop': {
        const name = `m${this.#made}.json`
        if (!command.told) this.#unheard.add(name)
        return this.#drop(name, command.key, command.age, command.told)
      }
      case 'reuse': {
        const owner = chosen(model.in('active'), command.pick)
        if (owner === null) return
        return this.#drop(`${parseItemName(owner.file, true).stem}.json`, command.key, 3, true)
      }
      case 'enqueue': {
        const item = this.#message(command.key)
        const file = await this.#lane.lane.moves.enqueue(`e${this.#made}`, JSON.stringify(item.message))
        return this.#add(item, file, true)
      }
      case 'ask':
        return this.#ask(chosen(model.in('active'), command.pick))
      case 'resume':
      case 'answer':
      case 'cancel':
        return this.#decide(command.kind, chosen(model.in('parked'), command.pick))
      case 'take parked': {
        const item = chosen(model.in('parked'), command.pick)
        if (item === null) return
        item.state = 'gone'
        return unlink(this.#lane.path('processing', item.file))
      }
      case 'succeed':
      case 'fail':
      case 'give up':
        return this.#end(command.kind, chosen(model.in('active'), command.pick))
      case 'take away': {
        const item = chosen(
          model.in('waiting').filter((one) => one.attempt === 1),
          command.pick,
        )
        if (item === null) return
        item.state = 'gone'
        await unlink(this.#lane.path('incoming', item.file))
        return
      }
      case 'retry':
      case 'requeue':
      case 'release':
      case 'discard':
      case 'restore':
        return this.#act(command.kind, command.pick)
      case 'rescan':
        return this.#lane.lane.index.rescan(never)
      case 'jump':
        model.clock += command.byMs
        this.#lane.clock = model.clock
        this.#lane.slots.limitsChanged()
        return
      case 'start':
        if (model.working) return
        model.working = true
        await this.#lane.begin()
        return
      case 'stop':
        return this.#stop()
      case 'restart': {
        const was = model.working
        await this.#stop()
        await this.#lane.close()
        this.#lane = await openLane(this.#root, model.slots, model.clock, this.#unheard)
        for (const item of model.in('waiting')) item.known = true
        model.working = was
        if (was) await this.#lane.begin()
        return
      }
    }
  }

  async #drop(name: string, keyNumber: number, age: number, told: boolean): Promise<void> {
    const item = this.#message(keyNumber)
    const mtime = new Date(start - 1_000_000 + age * 1000 + this.#made)
    const taken = this.#model.in('waiting').some((one) => one.file === name)
    if (taken) return
    await this.#lane.put(name, item.message, { mtime })
    await this.#add(item, name, told && !this.#unheard.has(name))
  }

  #message(keyNumber: number): { text: string; key: string | null; message: object } {
    this.#made++
    const text = `t${this.#made}`
    const conversation = keyNumber === 0 ? undefined : `c${keyNumber}`
    return { text, key: conversation ?? null, message: messageOf(text, conversation) }
  }

  async #add(
    { text, key: itemKey }: { text: string; key: string | null },
    file: string,
    known: boolean,
  ): Promise<void> {
    const { incoming, processing } = this.#lane.lane.index.folders
    const stem = file.slice(0, -'.json'.length)
    // It may have been claimed already, and be between two folders at this moment.
    const place = await this.#found(file, () => {
      const claimed = processing
        .inLine()
        .find((one) => one.file.startsWith(`${stem}~`) && !this.#model.items.some((item) => isFileOf(one, item)))
      return look(this.#lane.path('incoming'), file) ?? incoming.get(file) ?? claimed ?? null
    })
    this.#model.items.push({
      text,
      key: itemKey,
      ms: place.ms,
      ns: place.ns,
      arrival: place.arrival,
      file,
      state: 'waiting',
      attempt: 1,
      notBefore: 0,
      known,
      resumed: false,
      from: 'waiting',
    })
  }

  async #found(file: string, find: () => Listed | null): Promise<Listed> {
    for (;;) {
      const { count } = this.#lane.changes
      const found = find()
      if (found !== null) return found
      await this.#bounded(`${file} to be found`, () => this.#lane.changes.count !== count)
    }
  }

  async #end(how: 'succeed' | 'fail' | 'give up', item: ModelItem | null): Promise<void> {
    if (item === null) return
    const run = await this.#lane.run(item.text)
    const ended = how === 'succeed' ? answered(run.item) : failed(run.item, how === 'fail')
    run.end(ended)
    const retried = how === 'fail' && item.attempt < 3
    const { lane } = this.#lane
    await this.#bounded(
      `${item.text} to end`,
      () => !lane.isWorked(run.item.file) && lane.index.folders.processing.get(run.item.file) === undefined,
    )
    if (how === 'succeed') item.state = 'completed'
    else if (!retried) item.state = 'dead'
    else {
      item.state = 'waiting'
      item.attempt++
    }
    this.#known(item)
  }

  async #ask(item: ModelItem | null): Promise<void> {
    if (item === null) return
    const run = await this.#lane.run(item.text)
    run.end(asking())
    const { lane } = this.#lane
    await this.#bounded(
      `${item.text} to wait`,
      () => !lane.isWorked(run.item.file) && lane.parkedIds().includes(run.item.id),
    )
    item.state = 'parked'
    this.#known(item)
  }

  async #decide(how: 'resume' | 'answer' | 'cancel', item: ModelItem | null): Promise<void> {
    if (item === null) return
    const { lane } = this.#lane
    const listed = [...lane.index.folders.processing.values()].find((one) => isFileOf(one, item))
    if (listed === undefined) throw new Error(`${item.text} does not wait`)
    const { id } = lane.record.identify(listed.file, true, listed)
    const subject = {
      message: { channel: 'slack', sender: 'Ada', message: item.text, timestamp: 0, messageId: item.text },
    }
    const done =
      how === 'resume'
        ? await lane.resume(id)
        : await lane.settleParked(id, how === 'answer' ? answered(subject) : failed(subject, false))
    expect([item.text, done]).toEqual([item.text, true])
    if (how === 'resume') Object.assign(item, { state: 'waiting', resumed: true })
    else item.state = how === 'answer' ? 'completed' : 'dead'
    this.#known(item)
  }

  /** Reads the name that an item got, and the not-before in it. */
  #known(item: ModelItem): void {
    item.known = true
    const folders = { waiting: 'incoming', parked: 'processing', dead: 'dead', trash: 'trash' } as const
    if (item.state === 'active' || item.state === 'completed' || item.state === 'gone') return
    const folder = folders[item.state]
    const found = [...this.#lane.lane.index.folders[folder].values()].find((one) => isFileOf(one, item))
    if (found === undefined) return
    item.file = found.file
    item.notBefore = parseItemName(found.file, folder !== 'incoming').notBefore ?? 0
  }

  async #act(action: PlainAction, number: number): Promise<void> {
    const model = this.#model
    const from: Record<PlainAction, () => ModelItem[]> = {
      retry: () => model.in('waiting').filter((item) => model.isFailed(item)),
      requeue: () => model.in('dead'),
      release: () => model.in('active'),
      discard: () => [...model.in('waiting').filter((item) => item.known), ...model.in('dead')],
      restore: () => model.in('trash'),
    }
    const item = chosen(from[action](), number)
    if (item === null) return
    const { lane } = this.#lane
    const folder: Extract<LaneFolder, 'incoming' | 'dead' | 'trash' | 'processing'> =
      item.state === 'waiting'
        ? 'incoming'
        : item.state === 'active'
          ? 'processing'
          : item.state === 'dead'
            ? 'dead'
            : 'trash'
    const listed = [...lane.index.folders[folder].values()].find((one) => isFileOf(one, item))
    if (listed === undefined) throw new Error(`${item.text} is not in ${folder}`)
    const column: Column = lane.columnOf({ folder, listed })
    const { id } = lane.record.identify(listed.file, folder !== 'incoming', listed)
    const [verdict] = await actOnItems(lane, action, [{ id, column, file: listed.file }])
    if (verdict?.done !== true) throw new Error(`${action} of ${item.text} (${column}): ${verdict?.reason}`)
    switch (action) {
      case 'retry':
        item.notBefore = model.clock
        break
      case 'requeue':
        Object.assign(item, { state: 'waiting', attempt: 1, notBefore: 0, resumed: false })
        break
      case 'release':
        item.state = 'waiting'
        break
      case 'discard':
        item.from = item.state === 'dead' ? 'dead' : 'waiting'
        item.state = 'trash'
        break
      case 'restore':
        item.state = item.from
    }
    item.file = verdict.now.file
    item.known = true
  }

  async #stop(): Promise<void> {
    this.#model.working = false
    await this.#lane.end()
    for (const item of this.#model.in('active')) {
      item.state = 'waiting'
      this.#known(item)
    }
  }

  /** Waits until the lane is as the model says; what the lane came to hear of meanwhile the model learns. */
  async #settle(command: Command): Promise<void> {
    const model = this.#model
    const { lane } = this.#lane
    await this.#bounded(JSON.stringify(command), () => {
      for (const item of model.in('waiting')) {
        const listed = lane.index.folders.incoming.get(item.file)
        if (listed?.ms === item.ms || this.#lane.running.includes(item.text)) item.known = true
      }
      model.follow(this.#lane.running)
      const active = model.in('active').map((item) => item.text)
      const isKnown = model
        .in('waiting')
        .every((item) => !item.known || lane.index.folders.incoming.get(item.file)?.ms === item.ms)
      return (
        isKnown &&
        !model.isBehind &&
        this.#lane.running.toSorted().join() === active.toSorted().join() &&
        lane.index.folders.processing.size === active.length + model.in('parked').length &&
        lane.card().waiting === model.in('parked').length &&
        this.#lane.slots.active === active.length &&
        lane.counts().completed === model.in('completed').length
      )
    })
    const counts = lane.counts()
    expect(counts).toMatchObject({ dead: model.in('dead').length, trash: model.in('trash').length, rejected: 0 })
    expect(counts.failed).toBe(model.in('waiting').filter((item) => item.known && model.isFailed(item)).length)
    expect(this.#lane.faults).toEqual([])
  }

  async #bounded(what: string, holds: () => boolean): Promise<void> {
    const stop = AbortSignal.timeout(boundMs)
    for (;;) {
      const { count } = this.#lane.changes
      if (holds()) return
      if (stop.aborted) {
        const { runs } = this.#lane
        const active = this.#model.in('active').map((item) => item.text)
        throw new Error(
          `after ${what}: runs ${runs.map((run) => run.item.message.message)}, the model says ${active}; ${JSON.stringify(this.#lane.lane.counts())}`,
        )
      }
      await this.#lane.changes.since(count, AbortSignal.any([stop, AbortSignal.timeout(50)]))
    }
  }

  /** Every message is in exactly one place, and has a result if and only if it was completed or buried. */
  async #checkPlaces(): Promise<void> {
    const places = new Map<string, string[]>()
    for (const folder of ['incoming', 'processing', 'outbox', 'dead', 'rejected', 'trash', 'tmp'] as const) {
      for (const file of await readdir(this.#lane.path(folder))) {
        if (file.endsWith('.reason')) continue
        const { message } = JSON.parse(await readFile(this.#lane.path(folder, file), 'utf8'))
        places.set(message, [...(places.get(message) ?? []), folder])
      }
    }
    const results = new Map<string, number>()
    for (const file of await readdir(this.#lane.path('outgoing'))) {
      const { originalMessage, message } = JSON.parse(await this.#lane.read('outgoing', file))
      if (message === 'done') results.set(originalMessage, (results.get(originalMessage) ?? 0) + 1)
    }
    const folders = {
      waiting: ['incoming'],
      active: ['processing'],
      parked: ['processing'],
      completed: [],
      dead: ['dead'],
      trash: ['trash'],
      gone: [],
    }
    for (const item of this.#model.items) {
      expect([item.text, ...(places.get(item.text) ?? [])]).toEqual([item.text, ...folders[item.state]])
      expect([item.text, results.get(item.text) ?? 0]).toEqual([item.text, item.state === 'completed' ? 1 : 0])
    }
  }
}

async function openLane(root: string, slots: number, clock: number, unheard: ReadonlySet<string>): Promise<TestLane> {
  return TestLane.opened({
    root,
    slots,
    clock,
    held: true,
    settings: { retry: { baseMs: 100, capMs: 100 } },
    watch: (folder, changed, troubled) =>
      watchFolder(folder, (file) => (file !== null && unheard.has(file) ? undefined : changed(file)), troubled),
  })
}

/** Names may be used again, and times may be equal; both together are not, here. */
function isFileOf(one: Listed, item: ModelItem): boolean {
  const stem = (file: string): string => file.replace(/[~.].*$/s, '')
  return one.ms === item.ms && one.ns === item.ns && stem(one.file) === stem(item.file)
}

function chosen<Item>(items: readonly Item[], number: number): Item | null {
  return items[number % items.length] ?? null
}

async function follow(slots: number, all: readonly Command[]): Promise<void> {
  await using pair = await Pair.create(slots)
  await pair.carryOut({ kind: 'start' })
  for (const command of all) await pair.carryOut(command)
}

/** Sequences that once came out wrong, as small as they could be made. */
const kept: readonly { readonly slots: number; readonly commands: readonly Command[] }[] = [
  {
    slots: 1,
    commands: [
      { kind: 'drop', key: 1, age: 5, told: true },
      { kind: 'fail', pick: 0 },
      { kind: 'drop', key: 1, age: 0, told: true },
      { kind: 'restart' },
      { kind: 'jump', byMs: 300 },
      { kind: 'succeed', pick: 0 },
    ],
  },
  {
    slots: 2,
    commands: [
      { kind: 'drop', key: 1, age: 0, told: true },
      { kind: 'reuse', pick: 0, key: 2 },
      { kind: 'succeed', pick: 0 },
      { kind: 'drop', key: 1, age: 5, told: true },
      { kind: 'succeed', pick: 0 },
      { kind: 'succeed', pick: 0 },
    ],
  },
  {
    slots: 1,
    commands: [
      { kind: 'drop', key: 1, age: 0, told: true },
      { kind: 'fail', pick: 0 },
      { kind: 'drop', key: 1, age: 1, told: true },
      { kind: 'retry', pick: 0 },
      { kind: 'give up', pick: 0 },
      { kind: 'requeue', pick: 0 },
      { kind: 'succeed', pick: 0 },
      { kind: 'succeed', pick: 0 },
    ],
  },
  {
    slots: 1,
    commands: [
      { kind: 'drop', key: 1, age: 0, told: true },
      { kind: 'drop', key: 1, age: 1, told: true },
      { kind: 'release', pick: 0 },
      { kind: 'succeed', pick: 0 },
      { kind: 'succeed', pick: 0 },
    ],
  },
  {
    slots: 2,
    commands: [
      { kind: 'drop', key: 1, age: 4, told: true },
      { kind: 'reuse', pick: 0, key: 0 },
      { kind: 'reuse', pick: 0, key: 1 },
      { kind: 'release', pick: 0 },
    ],
  },
]

const runs = Number(process.env.LANEKEEPER_MODEL_RUNS ?? 60)

describe('a lane', () => {
  test.each(kept)('is as the model says after what once came out wrong: %j', ({ slots, commands: all }) =>
    follow(slots, all),
  )

  test(
    'is as the model says after any sequence of commands: nothing lost, nothing twice, in order',
    async () => {
      await fc.assert(fc.asyncProperty(fc.integer({ min: 1, max: 3 }), commands, follow), {
        numRuns: runs,
        ...(runs > 60 ? {} : { interruptAfterTimeLimit: 12_000 }),
      })
    },
    runs > 60 ? 3_600_000 : 60_000,
  )
})
