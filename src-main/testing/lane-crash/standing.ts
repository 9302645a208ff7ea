import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { faultCode } from '../../core/ground/fault-code'

/** A file of a lane that is an item. */
export interface StandingItem {
  readonly id: string
  readonly folder: string
  readonly file: string
  readonly claim: string | null
  readonly interrupted: number
  readonly text: string
  readonly hasReason: boolean
}

/** A result of a lane, waiting or published. */
export interface StandingResult {
  readonly id: string
  readonly folder: string
  readonly file: string
  readonly claim: string | null
  /** True for the summary a buried item's conversation gets. */
  readonly isNotice: boolean
  readonly timestamp: number
}

export interface Standing {
  readonly items: readonly StandingItem[]
  readonly results: readonly StandingResult[]
  /** Files that are neither item nor result: temporary ones, reasons that stand alone. */
  readonly litter: readonly string[]
}

const itemFolders = ['incoming', 'processing', 'dead', 'rejected', 'trash']
const Result = z.object({ messageId: z.string(), agent: z.string(), timestamp: z.number() })
const Reason = z.object({ at: z.number(), sentence: z.string().min(1), nextStep: z.string().nullable() })

/**
 * Reads a lane as somebody who knows only DESIGN's words about it would: an id ends at the first `~`, suffixes follow.
 * No process of the lane may run meanwhile; foreign writers may.
 */
export function readStanding(lane: string): Standing {
  const items: StandingItem[] = []
  const results: StandingResult[] = []
  const litter = readdirSync(join(lane, 'tmp')).map((file) => `tmp/${file}`)
  for (const folder of itemFolders) {
    const present = new Set(readdirSync(join(lane, folder)))
    for (const file of present) {
      if (file.endsWith('.reason')) {
        if (!present.has(file.slice(0, -'.reason'.length))) litter.push(`${folder}/${file}`)
        continue
      }
      items.push({
        ...nameParts(file),
        folder,
        file,
        interrupted: Number(/~i(\d)/.exec(file)?.[1] ?? 0),
        text: readFileSync(join(lane, folder, file), 'utf8'),
        hasReason: isReadableReason(join(lane, folder, `${file}.reason`)),
      })
    }
  }
  for (const folder of ['outbox', 'outgoing']) {
    for (const file of readdirSync(join(lane, folder))) {
      const { messageId, agent, timestamp } = Result.parse(JSON.parse(readFileSync(join(lane, folder, file), 'utf8')))
      const isNotice = agent === ''
      results.push({ id: messageId, folder, file, claim: nameParts(file).claim, isNotice, timestamp })
    }
  }
  return { items, results, litter }
}

function nameParts(file: string): { readonly id: string; readonly claim: string | null } {
  const stem = file.replace(/\.json$/, '')
  return { id: stem.split('~')[0] ?? stem, claim: /~c([0-9a-z]+)(?:~|$)/.exec(stem)?.[1] ?? null }
}

function isReadableReason(path: string): boolean {
  try {
    return Reason.safeParse(JSON.parse(readFileSync(path, 'utf8'))).success
  } catch (error) {
    if (error instanceof SyntaxError || faultCode(error) === 'ENOENT') return false
    throw error
  }
}
