import type { KnownProgram } from './provider'

/** What a run would like to say to its program. Found by running them. */
export interface Word {
  readonly name: string
  /** The first version that understands it. */
  readonly since: string
  /** What a program that does not know it leaves with. */
  readonly refusal: RegExp
}

/** What is known of a program: its version, and the names of the words that it once refused. */
export interface Dialect {
  readonly version: string | null
  readonly refused: readonly string[]
}

/** Whether a program understands a word; one whose version nobody knows is taken for one of today's until it refuses. */
export function understands({ version, refused }: Dialect, { name, since }: Word): boolean {
  return !isOlder(version, since) && !refused.includes(name)
}

/**
 * The words that a program did not know, by what it left with, save those that it was known not to know. One whose version
 * nobody knows is old, and not asked for the others either.
 */
export function newlyRefused(stderr: string, { version, refused }: Dialect, words: readonly Word[]): string[] {
  if (!words.some(({ name, refusal }) => refusal.test(stderr) && !refused.includes(name))) return []
  return words
    .filter(({ name, refusal }) => version === null || refusal.test(stderr) || refused.includes(name))
    .map(({ name }) => name)
}

/** Why this version is too old, and what to do about it; null where it is not, or nobody knows. */
export function tooOld(
  known: KnownProgram | null,
  version: string | null,
): { readonly reason: string; readonly nextStep: string } | null {
  if (known === null || !isOlder(version, known.leastSupported)) return null
  const { name, leastSupported, missingBelow } = known
  return {
    reason: `${name} ${version} is older than ${leastSupported}, the oldest version that Lanekeeper is tested with: ${missingBelow}.`,
    nextStep: `${howToUpdate(name, known)}.`,
  }
}

/** How far back the tests of a program go, for people; null for one whose version says nothing. */
export function testedSince(known: KnownProgram | null): string | null {
  return known === null ? null : `tested from ${known.leastSupported} on`
}

/** The beginning of a sentence. `program` is how it is called here, which may be a program around it that is updated otherwise. */
export function howToUpdate(program: string, { name, packageName }: KnownProgram): string {
  return program === name ? `Update it: npm install -g ${packageName}@latest` : `Update ${program}`
}

/** `a` is a known version below `b`; what follows the three numbers is left aside. */
export function isOlder(a: string | null, b: string): boolean {
  const [ours, theirs] = [numbersOf(a ?? ''), numbersOf(b)]
  if (ours === null || theirs === null) return false
  const at = ours.findIndex((number, index) => number !== theirs[index])
  return at !== -1 && (ours[at] ?? 0) < (theirs[at] ?? 0)
}

function numbersOf(version: string): number[] | null {
  const found = /^(\d{1,6})\.(\d{1,6})(?:\.(\d{1,6}))?/.exec(version)
  return found === null ? null : [Number(found[1]), Number(found[2]), Number(found[3] ?? 0)]
}
