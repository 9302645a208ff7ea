import type { QueueCard } from '#shared/board'
import { bounds } from '#shared/limits'
import { textUnder } from '../start-run/input-shape'

type Vars = QueueCard['vars']
type Values = Readonly<Record<string, string>>

/** What the fields begin with: a given value, else the default. */
export function firstValues(vars: Vars, given: Values): Values {
  return Object.fromEntries(
    vars.map((one) => [one.name, Object.hasOwn(given, one.name) ? textUnder(given, one.name) : (one.default ?? '')]),
  )
}

export type CheckedPush =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly problems: Readonly<Record<string, string>> }

/**
 * The item's text, or what is wrong with its values. A var with a default may be left empty on purpose; one whose default is
 * hidden is left out then, and gets it.
 */
export function checkedPush(vars: Vars, values: Values): CheckedPush {
  const isBlank = ({ name }: Vars[number]): boolean => textUnder(values, name).trim() === ''
  const missing = vars.filter((one) => one.default === null && one.hidden !== true && isBlank(one))
  if (missing.length > 0) {
    return { ok: false, problems: Object.fromEntries(missing.map(({ name }) => [name, 'It has to be given.'])) }
  }
  const given = vars.filter((one) => one.hidden !== true || !isBlank(one))
  const text = JSON.stringify(Object.fromEntries(given.map(({ name }) => [name, textUnder(values, name)])), null, 2)
  if (text.length > bounds.editText) {
    return { ok: false, problems: Object.fromEntries(vars.slice(-1).map(({ name }) => [name, 'This is too much.'])) }
  }
  return { ok: true, text }
}
