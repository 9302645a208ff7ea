import { join } from 'node:path'
import type { ComposedMessage, DropVerdict } from '#shared/contract'
import { faultText } from '../../core/ground/fault-code'
import type { HomePaths } from '../../core/ground/home-paths'
import { makeFolder } from '../../core/ground/make-folder'
import { messageLane } from '../../core/ground/message-lane'
import { Refused } from '../../core/ground/refused'
import { checkedDrop, composedFile } from '../../core/lane/drop'
import { messageReading } from '../../core/lane/inspect'
import { LaneFiles } from '../../core/lane/lane-files'
import { laneRoots } from '../../core/lane/lane-glance'
import { itemId } from '../../core/lane/lane-index'
import { LaneMoves } from '../../core/lane/lane-moves'
import { lanePaths } from '../../core/lane/lane-paths'
import { look } from '../../core/lane/sliced-scan'
import type { ItemReading } from '../../core/lane/work'
import { pushed, takesNoMessages, undeclared } from '../../core/orchestrate/pushed'
import { queueReading } from '../../core/orchestrate/queue-reading'
import type { Queue } from '../../core/settings/runbook/queue'
import { readSettings } from '../../core/settings/settings'
import { Settings } from '../../core/settings/settings-schema'

/** Puts items in line as any foreign program may, by the lane's protocol, whoever owns the home or whether anybody does. */
export class LaneWriter {
  readonly #lane: string
  readonly #moves: LaneMoves
  readonly #itemBytes: number
  readonly #queue: Queue | undefined
  /** Why it takes no files, or null. */
  readonly #shut: string | null

  private constructor(
    lane: string,
    moves: LaneMoves,
    itemBytes: number,
    queue: Queue | undefined,
    shut: string | null,
  ) {
    this.#lane = lane
    this.#moves = moves
    this.#itemBytes = itemBytes
    this.#queue = queue
    this.#shut = shut
  }

  static async open(paths: HomePaths, lane: string): Promise<LaneWriter> {
    const read = await readSettings(paths)
    // Settings that cannot be used keep nobody from putting something in line.
    const { durability, limits } = read.ok ? read.effective.settings : Settings.parse({})
    const queue = read.ok ? read.effective.runbooks.get(lane) : undefined
    // The lane of a queue that was declared a moment ago is made by whoever is first.
    const root = (await laneRoots(paths)).get(lane) ?? (queue === undefined ? undefined : join(paths.lanes, lane))
    if (root === undefined) throw new Refused('no_such_lane', `There is no lane "${lane}".`)
    if (lane !== messageLane) await makeFolder(paths.lanes, paths.root)
    const moves = new LaneMoves(new LaneFiles(lanePaths(root), durability))
    const isShut = read.ok && lane !== messageLane && queue === undefined
    return new LaneWriter(lane, moves, limits.item_bytes, queue, isShut ? undeclared(lane) : null)
  }

  /** Puts an item of a runbook queue in line; refused when it is none. */
  async pushItem(text: string): Promise<string> {
    const item = await pushed(this.#lane, this.#queue, text, this.#itemBytes)
    await this.#moves.files.createFolders()
    return this.#idOf(await this.#moves.enqueue(item.stem, item.text))
  }

  async send(message: ComposedMessage, now: number): Promise<{ id: string }> {
    if (this.#lane !== messageLane) throw takesNoMessages(this.#lane)
    const { stem, text } = composedFile(message, now)
    await this.#moves.files.createFolders()
    return { id: this.#idOf(await this.#moves.enqueue(stem, text)) }
  }

  async push(files: readonly { readonly name: string; readonly text: string }[]): Promise<DropVerdict[]> {
    const reason = this.#shut
    if (reason !== null) return files.map(({ name }) => ({ accepted: false, name, reason }))
    await this.#moves.files.createFolders()
    const verdicts: DropVerdict[] = []
    for (const { name, text } of files) {
      const checked = await checkedDrop(name, text, this.#itemBytes, readingOf(this.#lane, this.#queue))
      if (!checked.ok) verdicts.push({ accepted: false, name, reason: checked.reason })
      else verdicts.push(await this.#enqueued(name, checked.stem, text))
    }
    return verdicts
  }

  async #enqueued(name: string, stem: string, text: string): Promise<DropVerdict> {
    try {
      return { accepted: true, name, id: this.#idOf(await this.#moves.enqueue(stem, text)) }
    } catch (error) {
      return { accepted: false, name, reason: `It could not be written to the lane: ${faultText(error)}.` }
    }
  }

  /** Whoever owns the home may have claimed it already; then its file's name stands for it. */
  #idOf(file: string): string {
    const listed = look(this.#moves.files.paths.incoming, file)
    return listed === null ? file : itemId(file, false, listed)
  }
}

function readingOf(lane: string, queue: Queue | undefined): ItemReading {
  return lane === messageLane ? messageReading : queueReading(lane, () => queue ?? null)
}
