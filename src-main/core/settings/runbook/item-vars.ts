import { z } from 'zod'
import { halfCharacter, WholeText } from '#shared/message'
import { nearestOf, suggestion } from '../../ground/nearest'
import type { Queue, VarValue } from './queue'

export type ItemVars =
  | { readonly ok: true; readonly vars: Readonly<Record<string, VarValue>> }
  | { readonly ok: false; readonly sentence: string }

const Value = z.union([WholeText, z.number(), z.boolean()])

/** The variables of an item, with the queue's defaults for those it leaves out, in the order the queue declares them. */
export function itemVars(queue: Pick<Queue, 'name' | 'vars' | 'defaults'>, item: unknown): ItemVars {
  const given = fieldsOf(item)
  if (given === null) return refused('The file does not hold a JSON object, so it is no item of a queue.')
  const wrong: string[] = []
  const meant = new Set<string | null>()
  for (const [name, value] of Object.entries(given)) {
    if (!queue.vars.includes(name)) {
      meant.add(nearestOf(name, queue.vars))
      wrong.push(`${quoted(name)} is no variable of it${suggestion(name, queue.vars)}`)
    } else if (!Value.safeParse(value).success) {
      const isText = typeof value === 'string'
      wrong.push(`${quoted(name)} ${isText ? halfCharacter : 'must be a text, a number, true or false'}`)
    }
  }
  for (const name of queue.vars) {
    // A variable that is only misspelt is one mistake, not two.
    if (Object.hasOwn(given, name) || Object.hasOwn(queue.defaults, name) || meant.has(name)) continue
    wrong.push(`${quoted(name)} is missing`)
  }
  if (wrong.length > 0) {
    const more = wrong.length > 5 ? `; and ${wrong.length - 5} more` : ''
    return refused(`The item does not fit the queue "${queue.name}": ${wrong.slice(0, 5).join('; ')}${more}.`)
  }
  const all = { ...queue.defaults, ...given }
  return { ok: true, vars: scalars(queue.vars.map((name) => [name, all[name]])) }
}

/** Whatever values an item holds, for a queue that no runbook declares now. */
export function anyVars(item: unknown): ItemVars {
  const given = fieldsOf(item)
  if (given === null) return refused('The file does not hold a JSON object, so it is no item of a queue.')
  return { ok: true, vars: scalars(Object.entries(given)) }
}

/** Values as the templates of a pipeline take them. */
export function textsOf(vars: Readonly<Record<string, VarValue>>): Record<string, string> {
  return Object.fromEntries(Object.entries(vars).map(([name, value]) => [name, String(value)]))
}

function scalars(entries: readonly (readonly [string, unknown])[]): Record<string, VarValue> {
  return Object.fromEntries(
    entries.flatMap(([name, value]) => {
      const parsed = Value.safeParse(value)
      return parsed.success ? [[name, parsed.data] as const] : []
    }),
  )
}

function fieldsOf(item: unknown): Readonly<Record<string, unknown>> | null {
  if (item === null || typeof item !== 'object' || Array.isArray(item)) return null
  return Object.fromEntries(Object.entries(item))
}

function quoted(name: string): string {
  return JSON.stringify(name.slice(0, 60))
}

function refused(sentence: string): ItemVars {
  return { ok: false, sentence }
}
