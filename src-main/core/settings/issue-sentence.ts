import { z } from 'zod'
import { counted } from '#shared/words'
import { suggestion } from '../ground/nearest'

const missingKey = 'this key is missing'

const words: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
}

/** What is wrong with a value, for people who write YAML; undefined where zod's own words do. */
export function issueSentence(issue: z.core.$ZodRawIssue): string | undefined {
  switch (issue.code) {
    case 'invalid_type':
      if (issue.input === undefined) return missingKey
      return `must be ${words[issue.expected] ?? issue.expected}, not ${kindOf(issue.input)}`
    case 'too_small':
      return `must ${amount(issue.origin, 'least', issue.minimum)}`
    case 'too_big':
      return `must ${amount(issue.origin, 'most', issue.maximum)}`
    case 'invalid_value':
      return oneOf(issue.values, issue.input)
    case 'invalid_union':
      if (issue.discriminator === undefined) return undefined
      return oneOf(Array.isArray(issue.options) ? issue.options : [], field(issue.input, issue.discriminator))
    default:
      return undefined
  }
}

/** The issues that `issueSentence` words as what a value must be. */
const worded: ReadonlySet<string> = new Set(['invalid_type', 'too_small', 'too_big', 'invalid_value'])

/** What is wrong with a field whose schema was read with `issueSentence`: `"channel" must be text, not a number`. */
export function fieldSentence({ code, path, message }: z.core.$ZodIssue): string {
  const field = `"${path.join('.')}"`
  return worded.has(code) ? `${field} ${message}` : `${field} is wrong (${message})`
}

function oneOf(options: readonly unknown[], input: unknown): string {
  const known = options.map(String)
  const quoted = known.map((option) => `"${option}"`).join(', ')
  const must = known.length === 1 ? `must be ${quoted}` : `must be one of ${quoted}`
  if (input === undefined) return `${missingKey}; it ${must}`
  return typeof input === 'string' ? `${must}${suggestion(input, known)}` : must
}

function amount(origin: string, bound: 'least' | 'most', limit: number | bigint): string {
  if (origin === 'string') return `have at ${bound} ${counted(Number(limit), 'character')}`
  if (origin === 'array' || origin === 'object' || origin === 'record') {
    return `have at ${bound} ${counted(Number(limit), 'entry', 'entries')}`
  }
  return `be at ${bound} ${limit}`
}

function kindOf(value: unknown): string {
  if (value === null) return 'nothing'
  if (Array.isArray(value)) return 'a list'
  if (typeof value === 'object') return 'an object'
  if (typeof value === 'number') return Number.isInteger(value) ? 'a number' : `${value}`
  if (typeof value === 'boolean') return String(value)
  return 'text'
}

function field(value: unknown, name: string): unknown {
  return z.looseObject({}).safeParse(value).data?.[name]
}
