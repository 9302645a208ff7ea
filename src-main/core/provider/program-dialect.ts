import type { ProviderKind } from '../settings/provider-settings'

type AgentKind = Exclude<ProviderKind, 'command'>

/** The oldest version of each program that is tested. */
export const leastSupported: Readonly<Record<AgentKind, string>> = { anthropic: '2.0.30', openai: '0.146.0' }

/** What a run would like to say to its program, and the first version that understands it. Found by running them. */
const firstWith = {
  /** claude: a list of the tools that there are. */
  '--tools': '2.0.31',
  /** claude: tools that nobody allowed are refused, also where reading alone would be let pass. */
  '--permission-mode dontAsk': '2.0.44',
  /** codex: it would look for plugins on the network. Older than the least supported one it is not known. */
  '--disable plugins': '0.146.0',
  /** codex: since it retries a refused connection for ever, it can be told not to. */
  '--disable unbounded_connection_retries': '0.148.0',
} as const
export type Word = keyof typeof firstWith

/** What is known of a program: its version, and which words it once refused. */
export interface Dialect {
  readonly version: string | null
  readonly refused: readonly Word[]
}

/** Whether a program understands a word; one whose version nobody knows is taken for one of today's until it refuses. */
export function understands({ version, refused }: Dialect, word: Word): boolean {
  return !isOlder(version, firstWith[word]) && !refused.includes(word)
}

/**
 * Whether a codex hands its own key to the commands that it runs, whatever it is told to keep from them: it remembers the
 * environment of a shell as it was before, and the commands get that too. Found by running them.
 */
export function handsOnItsKey({ version }: Dialect): boolean {
  return version !== null && !isOlder(version, '0.146.0') && isOlder(version, '0.158.0')
}

const refusals: Readonly<Record<Word, RegExp>> = {
  '--tools': /^error: unknown option '--tools'/m,
  '--permission-mode dontAsk': /^error: option '--permission-mode .*argument 'dontAsk' is invalid/m,
  '--disable plugins': /\bUnknown feature flag: plugins\b/i,
  '--disable unbounded_connection_retries': /\bUnknown feature flag: unbounded_connection_retries\b/i,
}
const words = [
  '--tools',
  '--permission-mode dontAsk',
  '--disable plugins',
  '--disable unbounded_connection_retries',
] as const

/**
 * The words that a program did not know, by what it left with, save those that it was known not to know. One whose version
 * nobody knows is old, and not asked for the others either.
 */
export function newlyRefused(stderr: string, { version, refused }: Dialect): Word[] {
  if (!words.some((word) => refusals[word].test(stderr) && !refused.includes(word))) return []
  return version === null ? [...words] : words.filter((word) => refusals[word].test(stderr) || refused.includes(word))
}

/** Why this version is too old, and what to do about it; null where it is not, or nobody knows. */
export function tooOld(kind: ProviderKind, version: string | null): { reason: string; nextStep: string } | null {
  if (kind === 'command' || !isOlder(version, leastSupported[kind])) return null
  const program = kind === 'anthropic' ? 'claude' : 'codex'
  const missing = missingBelow[kind]
  return {
    reason: `${program} ${version} is older than ${leastSupported[kind]}, the oldest version that Lanekeeper is tested with: ${missing}.`,
    nextStep: `${howToUpdate(program)}.`,
  }
}

/** How far back the tests of a program go, for people; null for one whose version says nothing. */
export function testedSince(kind: ProviderKind): string | null {
  return kind === 'command' ? null : `tested from ${leastSupported[kind]} on`
}

/** What a version that is still supported lacks, as one sentence; null where nothing is missing or nobody knows. */
export function lacking(kind: ProviderKind, version: string | null): string | null {
  if (kind === 'anthropic' && !understands({ version, refused: [] }, '--permission-mode dontAsk')) {
    return 'It does not know the permission mode dontAsk, so ask-nothing-risky is enforced by a list of refused tools.'
  }
  return null
}

/** The beginning of a sentence. */
export function howToUpdate(program: string): string {
  const name = Object.hasOwn(packages, program) ? packages[program] : undefined
  return name === undefined ? `Update ${program}` : `Update it: npm install -g ${name}@latest`
}

const packages: Readonly<Record<string, string>> = { claude: '@anthropic-ai/claude-code', codex: '@openai/codex' }

const missingBelow: Readonly<Record<AgentKind, string>> = {
  anthropic: 'before 2.0 it cannot be kept from hooks and servers of its working folder, and refuses to start',
  openai: 'older ones cannot be granted folders (--add-dir), or write their events in another form',
}

/** `a` is a known version below `b`; what follows the three numbers is left aside. */
function isOlder(a: string | null, b: string): boolean {
  const [ours, theirs] = [numbersOf(a ?? ''), numbersOf(b)]
  if (ours === null || theirs === null) return false
  const at = ours.findIndex((number, index) => number !== theirs[index])
  return at !== -1 && (ours[at] ?? 0) < (theirs[at] ?? 0)
}

function numbersOf(version: string): number[] | null {
  const found = /^(\d{1,6})\.(\d{1,6})(?:\.(\d{1,6}))?/.exec(version)
  return found === null ? null : [Number(found[1]), Number(found[2]), Number(found[3] ?? 0)]
}
