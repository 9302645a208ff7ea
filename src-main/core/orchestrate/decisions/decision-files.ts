import { randomUUID } from 'node:crypto'
import { link, unlink } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { Decision, DecisionId } from '#shared/decision'
import { createFile, replaceFile } from '../../ground/durable-write'
import { faultCode, faultText } from '../../ground/fault-code'
import { FolderSync } from '../../ground/folder-sync'
import { makeFolder } from '../../ground/make-folder'
import { readBounded } from '../../ground/read-bounded'
import { runFaultPoint } from '../run/run-fault-point'
import { namesIn } from '../run/run-roots'

export type ReadDecision =
  | { readonly kind: 'decision'; readonly decision: Decision }
  | { readonly kind: 'absent' }
  | { readonly kind: 'unreadable'; readonly sentence: string }

/** Far more than its parts can have together. */
const longestDecision = 8 * 1024 * 1024

/** `decisions/<id>.json`, and `decisions/open/<id>` for as long as nobody has decided. */
export class DecisionFiles {
  readonly #folder: string
  readonly #durability: () => 'full' | 'relaxed'

  constructor(folder: string, durability: () => 'full' | 'relaxed') {
    this.#folder = folder
    this.#durability = durability
  }

  /** Throws for an id that is none: ids become names of files. */
  path(id: string): string {
    return join(this.#folder, `${DecisionId.parse(id)}.json`)
  }

  get #marks(): string {
    return join(this.#folder, 'open')
  }

  async read(id: string): Promise<ReadDecision> {
    const path = this.path(id)
    try {
      const text = await readBounded(path, longestDecision)
      if (text === null) return { kind: 'absent' }
      const found = Decision.safeParse(JSON.parse(text.text))
      if (found.success && found.data.id === id) return { kind: 'decision', decision: found.data }
      return { kind: 'unreadable', sentence: `${path} holds no decision.` }
    } catch (error) {
      return { kind: 'unreadable', sentence: `${path} cannot be read: ${faultText(error)}.` }
    }
  }

  /** Makes the file whole or not at all. Answers false when there is one already. */
  async create(decision: Decision): Promise<boolean> {
    await makeFolder(this.#marks, dirname(this.#folder))
    await createFile(join(this.#marks, decision.id), '', false).catch(ifNot('EEXIST'))
    await new FolderSync(this.#marks, this.#durability()).sync()
    const temporary = join(this.#folder, `.${decision.id}.${randomUUID()}.tmp`)
    await createFile(temporary, textOf(decision), true)
    try {
      await link(temporary, this.path(decision.id))
    } catch (error) {
      if (faultCode(error) === 'EEXIST') return false
      throw error
    } finally {
      await unlink(temporary)
    }
    runFaultPoint('decision:linked')
    await new FolderSync(this.#folder, this.#durability()).sync()
    return true
  }

  /** The commit point of an answer. */
  async replace(decision: Decision): Promise<void> {
    await replaceFile(this.path(decision.id), textOf(decision))
    await new FolderSync(this.#folder, this.#durability()).sync()
    runFaultPoint('decision:resolved')
    if (decision.resolution !== null) await this.unmark(decision.id)
  }

  async unmark(id: string): Promise<void> {
    await unlink(join(this.#marks, id)).catch(ifNot('ENOENT'))
  }

  /** The ids of what nobody has decided yet. */
  async open(): Promise<string[]> {
    return (await namesIn(this.#marks)).filter((name) => DecisionId.safeParse(name).success)
  }

  /** All ids, the newest runs' first. */
  async all(): Promise<string[]> {
    const names = await namesIn(this.#folder)
    const ids = names.filter((name) => name.endsWith('.json')).map((name) => name.slice(0, -'.json'.length))
    const known = ids.filter((id) => DecisionId.safeParse(id).success).sort()
    // Ids of decisions about items tell no time.
    const isOfItem = (id: string): boolean => id.startsWith('dec-item-')
    return [...known.filter((id) => !isOfItem(id)).reverse(), ...known.filter(isOfItem)]
  }
}

function textOf(decision: Decision): string {
  return `${JSON.stringify(decision, null, 2)}\n`
}

function ifNot(code: string): (error: unknown) => void {
  return (error) => {
    if (faultCode(error) !== code) throw error
  }
}
