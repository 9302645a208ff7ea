import { z } from 'zod'
import { nearestOf } from '../ground/nearest'
import { issueSentence } from './issue-sentence'
import type { Part } from './yaml-places'

/** A mistake in a value, with the path to it. */
export interface ValueProblem {
  readonly path: readonly PropertyKey[]
  /** What about the value it is; by default the value. */
  readonly part?: Part
  readonly sentence: string
}

export type Checked<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly problems: readonly ValueProblem[] }

interface Found extends ValueProblem {
  /** A key that is required and not there. */
  readonly missing?: boolean
  /** The key that an unknown one was most likely meant to be. */
  readonly meant?: string
}

/** What zod's issues leave out. */
interface Besides {
  /** The keys that the object has whose unknown keys these are, by zod's list of them. */
  readonly known: Map<readonly string[], readonly string[]>
  /** What is wrong with the alternatives of unions whose schemas have no sentence of their own. */
  readonly wordless: Set<unknown>
}

/** Checks a value against a schema; each unknown key is a problem of its own, whatever it is nested in. */
export function checkedValue<Schema extends z.ZodType>(schema: Schema, value: unknown): Checked<z.output<Schema>> {
  const nameless = namelessIn(value)
  if (nameless.length > 0) return { ok: false, problems: nameless }
  const besides: Besides = { known: new Map(), wordless: new Set() }
  const parsed = schema.safeParse(value, {
    // A key is missing where there was no input.
    reportInput: true,
    error: (issue) => {
      if (issue.code === 'unrecognized_keys' && issue.inst instanceof z.ZodObject) {
        besides.known.set(issue.keys, Object.keys(issue.inst.shape))
      }
      const sentence = issueSentence(issue)
      if (issue.code === 'invalid_union' && sentence === undefined) besides.wordless.add(issue.errors)
      return sentence
    },
  })
  if (parsed.success) return { ok: true, value: parsed.data }
  return { ok: false, problems: withoutEchoes(parsed.error.issues.flatMap((issue) => problemsOf(issue, [], besides))) }
}

/** What no object can hold under its own name would vanish, with all there is in it. */
const nameless = '__proto__'

function namelessIn(value: unknown): ValueProblem[] {
  const open: { readonly at: unknown; readonly path: readonly PropertyKey[] }[] = [{ at: value, path: [] }]
  const seen = new Set<object>()
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { at, path } = next
    if (typeof at !== 'object' || at === null || seen.has(at)) continue
    seen.add(at)
    if (Object.hasOwn(at, nameless)) {
      return [{ path: [...path, nameless], part: 'key', sentence: `nothing can be called "${nameless}" here` }]
    }
    for (const [key, inner] of Object.entries(at)) {
      open.push({ at: inner, path: [...path, Array.isArray(at) ? Number(key) : key] })
    }
  }
  return []
}

/** A required key that is only misspelt is one mistake, not two. */
function withoutEchoes(problems: readonly Found[]): Found[] {
  const place = (path: readonly PropertyKey[]): string => JSON.stringify(path.map(String))
  const misspelt = new Set(
    problems.flatMap(({ path, meant }) => (meant === undefined ? [] : [place([...path.slice(0, -1), meant])])),
  )
  return problems.filter(({ path, missing }) => !(missing && misspelt.has(place(path))))
}

function problemsOf(issue: z.core.$ZodIssue, above: readonly PropertyKey[], besides: Besides): Found[] {
  const path = [...above, ...issue.path]
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => unknownKey(path, key, besides.known.get(issue.keys) ?? []))
    case 'invalid_key':
      return [{ path, part: 'key', sentence: issue.issues[0]?.message ?? issue.message }]
    case 'invalid_union':
      return issue.errors.length === 0 ? [plainProblem(path, issue)] : problemsOfUnion(path, issue, besides)
    default:
      return [plainProblem(path, issue)]
  }
}

function plainProblem(path: readonly PropertyKey[], { message, input }: z.core.$ZodIssue): Found {
  return { path, sentence: message, missing: input === undefined }
}

function unknownKey(path: readonly PropertyKey[], key: string, known: readonly string[]): Found {
  const meant = nearestOf(key, known)
  const found = { path: [...path, key], part: 'key' } as const
  if (meant !== null) return { ...found, meant, sentence: `there is no such key; the nearest is "${meant}"` }
  const there = known.length === 0 ? '' : `; there is ${known.join(', ')}`
  return { ...found, sentence: `there is no such key${there}` }
}

/** Tells what is wrong with the alternative that was most likely meant. */
function problemsOfUnion(
  path: readonly PropertyKey[],
  { errors, message, input }: z.core.$ZodIssueInvalidUnion,
  besides: Besides,
): Found[] {
  const ofItsKind = errors.filter((issues) => !issues.some(isWrongKind))
  if (ofItsKind.length === 0) {
    const sentences = new Set(errors.flatMap((issues) => issues.slice(0, 1).map((issue) => issue.message)))
    const sentence = besides.wordless.has(errors) ? [...sentences].join('; or ') : message
    return [{ path, sentence, missing: input === undefined }]
  }
  const strays = ofItsKind.map((issues) => issues.flatMap((issue) => (isStray(issue) ? issue.keys : [])))
  const fitting = ofItsKind.filter((_issues, at) => strays[at]?.length === 0)
  if (fitting.length > 0) {
    const [fewest = []] = [...fitting].sort((a, b) => a.length - b.length)
    return fewest.flatMap((issue) => problemsOf(issue, path, besides))
  }
  const all = ofItsKind.flatMap((issues) =>
    issues.flatMap((issue) => (isStray(issue) ? besides.known.get(issue.keys) : null)),
  )
  const there = [...new Set(all.filter((key) => typeof key === 'string'))]
  const unknown = [...new Set(strays.flat())].filter((key) => !there.includes(key))
  const keys = unknown.length > 0 ? unknown : [...new Set(strays.flat())]
  return keys.map((key) => unknownKey(path, key, there))
}

function isStray(issue: z.core.$ZodIssue): issue is z.core.$ZodIssueUnrecognizedKeys {
  return issue.code === 'unrecognized_keys' && issue.path.length === 0
}

function isWrongKind({ code, path }: z.core.$ZodIssue): boolean {
  return path.length === 0 && (code === 'invalid_type' || code === 'invalid_value')
}
