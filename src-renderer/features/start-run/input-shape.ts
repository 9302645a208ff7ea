/** Inputs of such names hold what a person writes: they get room for it from the start. */
const longNames = /(^|_)(prompt|message|text|body|task|description|instructions?|feedback|notes?|spec|brief|plan)$/i
const longFrom = 80

/** How many lines to offer for a value; every field takes as many as are written. */
export function linesFor(name: string, value: string): number {
  if (longNames.test(name)) return Math.min(16, Math.max(5, linesOf(value) + 1))
  return linesOf(value) > 1 || value.length > longFrom ? Math.min(16, Math.max(3, linesOf(value) + 1)) : 1
}

function linesOf(value: string): number {
  return value.split('\n').length
}

/** What stands under a name that a workflow or runbook chose, `constructor` among them; empty when nothing does. */
export function textUnder(values: Readonly<Record<string, string>>, name: string): string {
  return Object.hasOwn(values, name) ? (values[name] ?? '') : ''
}

export type InputProblems = Readonly<Record<string, string>>

/** What is wrong with the values, field by field; nothing when all of `names` are given. */
export function inputProblems(names: readonly string[], values: Readonly<Record<string, string>>): InputProblems {
  const longest = 200_000
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = textUnder(values, name)
      if (value.trim() === '') return [[name, 'It has to be given.']]
      return value.length > longest ? [[name, 'At most 200,000 characters.']] : []
    }),
  )
}
