/**
 * A lane file's name carries its state, so that one rename changes both place and state and no second file can
 * disagree: `<stem>[~a<attempt>][~n<notBefore ms>][~i<interruptions>][~w][~c<claim>][~d|~f<column>]<extension>`, in this order.
 * Suffixes are read from the right and only in this order, so a foreign name that holds `~` keeps it in its stem.
 * A stem that itself ends like a suffix is followed by a `~` of its own, so that it stays the stem whatever suffixes go.
 * `~d` and `~f` follow a claim, so that a foreign stem with such an end is not taken for one.
 */
export interface ItemName {
  readonly stem: string
  /** `.json`, or empty for something foreign that has no such ending. */
  readonly extension: string
  /** Counts from 1. */
  readonly attempt: number
  /** Milliseconds since the epoch, or null. */
  readonly notBefore: number | null
  readonly interrupted: number
  /** In `processing`: its run waits for a person. In `incoming`: that is over, and it goes before all others of its key. */
  readonly waiting: boolean
  /** In `processing`: it is given up, and its conversation has been told or is about to be. */
  readonly buried: boolean
  /** The column a discarded item came from, or null. */
  readonly from: string | null
  readonly claim: string | null
}

/**
 * File systems in use allow 255 bytes a name. Room is left for every suffix at its longest and a `.reason` ending, so
 * that a stem is cut once, the same whatever its state, and the item stays the same item.
 */
const longestStem = 186

const claimSuffix = /^(.+)~c([0-9a-z]{4,16})$/s
const fromSuffix = /^(.+~c[0-9a-z]{4,16})~f([a-z]{1,12})$/s
const buriedSuffix = /^(.+~c[0-9a-z]{4,16})~(d)$/s
const waitingSuffix = /^(.+)~(w)$/s
const interruptedSuffix = /^(.+)~i([1-9][0-9]?)$/s
const notBeforeSuffix = /^(.+)~n([1-9][0-9]{0,14})$/s
const attemptSuffix = /^(.+)~a([2-9]|[1-9][0-9]{1,2})$/s

/** Reads a name. `claimed` says whether the folder's names end with a claim (all but `incoming`). */
export function parseItemName(file: string, claimed: boolean): ItemName {
  const extension = file.length > 5 && file.endsWith('.json') ? '.json' : ''
  let rest = extension ? file.slice(0, -extension.length) : file
  const strip = (pattern: RegExp): string | null => {
    if (!rest.includes('~')) return null
    const match = pattern.exec(rest)
    if (match?.[1] === undefined || match[2] === undefined) return null
    rest = match[1]
    return match[2]
  }
  const from = claimed ? strip(fromSuffix) : null
  const buried = claimed && from === null && strip(buriedSuffix) !== null
  const claim = claimed ? strip(claimSuffix) : null
  const waiting = strip(waitingSuffix) !== null
  const interrupted = Number(strip(interruptedSuffix) ?? 0)
  const notBefore = strip(notBeforeSuffix)
  const attempt = Number(strip(attemptSuffix) ?? 1)
  return {
    stem: fitted(rest.length > 1 && rest.endsWith('~') ? rest.slice(0, -1) : rest, longestStem),
    extension,
    attempt,
    notBefore: notBefore === null ? null : Number(notBefore),
    interrupted,
    waiting,
    buried,
    from,
    claim,
  }
}

/** True of a name that says that its item has been out of the line before, in whichever folder it stands. */
export function hasState(file: string): boolean {
  if (!file.includes('~')) return false
  const { attempt, notBefore, interrupted, waiting, claim } = parseItemName(file, true)
  return attempt > 1 || notBefore !== null || interrupted > 0 || waiting || claim !== null
}

/** Writes a name. A stem too long for the file system is cut and gets a hash of itself, so it stays its own. */
export function formatItemName(name: ItemName): string {
  const suffixes =
    (name.attempt > 1 ? `~a${name.attempt}` : '') +
    (name.notBefore === null ? '' : `~n${Math.ceil(name.notBefore)}`) +
    (name.interrupted > 0 ? `~i${name.interrupted}` : '') +
    (name.waiting ? '~w' : '') +
    (name.claim === null ? '' : `~c${name.claim}`) +
    (name.buried ? '~d' : '') +
    (name.from === null ? '' : `~f${name.from}`)
  return guarded(fitted(name.stem, longestStem)) + suffixes + name.extension
}

/** A stem whose end cannot be read as a suffix. */
export function guarded(stem: string): string {
  return stem.includes('~') && /~(?:[ani][0-9]+|w)?$/.test(stem) ? `${stem}~` : stem
}

/** `text` in at most `bytes` bytes of UTF-8; what is cut is replaced by a hash of the whole. */
export function fitted(text: string, bytes: number): string {
  // No UTF-16 unit takes more than three bytes, so most texts need not be counted.
  if (text.length * 3 <= bytes) return text
  const encoded = Buffer.from(text)
  if (encoded.length <= bytes) return text
  const mark = `-${shortHash(text)}`
  let end = bytes - mark.length
  while (end > 0 && ((encoded[end] ?? 0) & 0xc0) === 0x80) end--
  return encoded.toString('utf8', 0, end) + mark
}

/** FNV-1a over UTF-16 units, twice with different seeds: 64 bits as base 36. For names, not for secrets. */
function shortHash(text: string): string {
  const run = (seed: number): number => {
    let hash = seed
    for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
    return hash >>> 0
  }
  return run(0x811c9dc5).toString(36) + run(0x1b873593).toString(36)
}

/** When a file was claimed, ms; infinitely far ahead where its name holds no claim of `freshClaim`. */
export function claimedAt(file: string): number {
  const { claim } = parseItemName(file, true)
  return claim?.length === 15 ? Number.parseInt(claim.slice(0, 8), 36) : Number.POSITIVE_INFINITY
}

let lastClaimAt = 0
let claimsInThatMs = 0

/** A claim id that no other process or moment gives: time, a counter and 31 random bits, sortable by time. */
export function freshClaim(now: number = Date.now()): string {
  claimsInThatMs = now === lastClaimAt ? claimsInThatMs + 1 : 0
  lastClaimAt = now
  const random = Math.floor(Math.random() * 0x7fffffff)
  return now.toString(36) + (claimsInThatMs % 36).toString(36) + random.toString(36).padStart(6, '0').slice(-6)
}
