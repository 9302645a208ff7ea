import type { ValueProblem } from '../schema-problems'

/** The value of a runbook with its constants put in, and the places where one has no value. */
export interface WithConstants {
  readonly value: unknown
  readonly problems: readonly ValueProblem[]
}

const reference = /\$\{\s*(?:raw\(\s*const\.(\w+)\s*\)|const\.(\w+))\s*\}/g
const directive = /%\{~?\s*(?:if\s+const\.(\w+)\s*(==|!=)\s*"([^"]*)"|(else)|(endif))\s*~?\}/

/** What the constants of a runbook are; null for one without a value. */
export type Constants = ReadonlyMap<string, string | null>

/**
 * Puts constants into every text: `${const.x}` so that it is one text within double quotes, `${raw(const.x)}` as it is. Without
 * others they are the runbook's own.
 */
export function withConstants(value: unknown, constants: Constants = constantsOf(value)): WithConstants {
  const problems: ValueProblem[] = []
  const walk = (inside: unknown, path: readonly PropertyKey[]): unknown => {
    if (typeof inside === 'string') return filledText(inside, constants, path, problems)
    if (Array.isArray(inside)) return inside.map((one, at) => walk(one, [...path, at]))
    if (typeof inside !== 'object' || inside === null || isPassedOver(path)) return inside
    return Object.fromEntries(Object.entries(inside).map(([key, one]) => [key, walk(one, [...path, key])]))
  }
  return { value: walk(value, []), problems }
}

/** Commands are read past, so nothing in them needs a value. */
function isPassedOver([section, ...more]: readonly PropertyKey[]): boolean {
  return more.length === 0 && (section === 'const' || section === 'command')
}

/** The constants that a runbook declares itself. */
export function constantsOf(value: unknown): Constants {
  const constants = new Map<string, string | null>()
  const declared = typeof value === 'object' && value !== null ? Reflect.get(value, 'const') : undefined
  if (typeof declared !== 'object' || declared === null) return constants
  for (const [name, given] of Object.entries(declared)) {
    const fields: object = typeof given === 'object' && given !== null ? given : {}
    const own: unknown = Reflect.get(fields, 'value') ?? Reflect.get(fields, 'default')
    constants.set(name, typeof own === 'string' ? own : null)
  }
  return constants
}

function filledText(
  text: string,
  constants: Constants,
  path: readonly PropertyKey[],
  problems: ValueProblem[],
): string {
  if (!text.includes('const.')) return text
  const wrong = (part: string, sentence: string): void => {
    problems.push({ path, part: { text: part }, sentence })
  }
  const named = (name: string, part: string): string | null => {
    const found = constants.get(name)
    if (found === undefined) wrong(part, `there is no const "${name}"`)
    else if (found === null)
      wrong(part, `the const "${name}" has no value; give it one as default, or import the file as a library with one`)
    return found ?? null
  }
  return chosenLines(text, named, wrong).replace(
    reference,
    (found: string, raw?: string, quoted?: string, offset = 0, whole = '') => {
      const content = named(raw ?? quoted ?? '', found)
      if (content === null) return found
      if (raw === undefined) return content.replace(/[\\$`"]/g, '\\$&')
      const [indent = ''] = /^[ \t]*/.exec(whole.slice(whole.lastIndexOf('\n', offset) + 1)) ?? []
      return content.replace(/\n(?=[^\n])/g, `\n${indent}`)
    },
  )
}

/** The lines that conditions let stand: each condition is a line of its own. */
function chosenLines(
  text: string,
  named: (name: string, part: string) => string | null,
  wrong: (part: string, sentence: string) => void,
): string {
  const open: { readonly holds: boolean; readonly within: boolean }[] = []
  const kept = text.split('\n').filter((line) => {
    const [found, name, sign, literal, otherwise] = directive.exec(line) ?? []
    const within = open.every(({ holds }) => holds)
    if (found === undefined) return within
    if (name !== undefined) open.push({ within, holds: within && (named(name, found) === literal) === (sign === '==') })
    else {
      const last = open.pop()
      if (last === undefined) wrong(found, 'no condition is open here')
      else if (otherwise !== undefined) open.push({ within: last.within, holds: last.within && !last.holds })
    }
    return false
  })
  if (open.length > 0) wrong('%{', 'a condition in it never ends; close it with %{ endif }')
  return kept.join('\n')
}
