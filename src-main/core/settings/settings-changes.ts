import { isDeepStrictEqual } from 'node:util'
import type { SettingsChange } from '#shared/settings'
import { isSecretName, masked } from '../ground/mask-secrets'
import type { Effective } from './settings'

/** What an edit of the settings changed. */
export interface SettingsChanges {
  /** The first of them, by file and path. */
  readonly changes: readonly SettingsChange[]
  /** How many more there are. */
  readonly more: number
}

const mostChanges = 50
const longestValue = 80
/** Below these keys any value may be a secret. */
const secretHolders = new Set(['env', 'args', 'argv', 'channels'])

/** What differs between two settings, key by key. Values that may be secrets are not shown. Pure. */
export function changesBetween(before: Effective, after: Effective): SettingsChanges {
  const changes = [
    ...differences('config.yaml', [], before.settings, after.settings),
    ...maps('orchestrator', before.orchestrators, after.orchestrators),
    ...maps('queue', before.runbooks, after.runbooks),
  ]
  return { changes: changes.slice(0, mostChanges), more: Math.max(0, changes.length - mostChanges) }
}

function maps(
  kind: string,
  before: ReadonlyMap<string, unknown>,
  after: ReadonlyMap<string, unknown>,
): SettingsChange[] {
  const names = [...new Set([...before.keys(), ...after.keys()])].sort()
  return names.flatMap((name) => differences(`${kind} ${name}`, [], before.get(name), after.get(name)))
}

function differences(where: string, path: readonly string[], before: unknown, after: unknown): SettingsChange[] {
  if (isDeepStrictEqual(before, after)) return []
  const [from, to] = [branches(before), branches(after)]
  if (from === null || to === null) {
    return [changeOf(where, path, shown(path, before), shown(path, after))]
  }
  const keys = [...new Set([...from.keys(), ...to.keys()])]
  const found = keys.flatMap((key) => differences(where, [...path, key], from.get(key), to.get(key)))
  // The same entries in another order: steps of a workflow, for one.
  return found.length > 0 ? found : [changeOf(where, path, shown(path, before), { described: 'in another order' })]
}

type Shown = string | { readonly described: string } | null

function changeOf(where: string, path: readonly string[], before: Shown, after: Shown): SettingsChange {
  const described = [before, after].some((one) => typeof one === 'object' && one !== null)
  return { where, path: path.join('.'), before: textOf(before), after: textOf(after), described }
}

function textOf(shown: Shown): string | null {
  return typeof shown === 'object' && shown !== null ? shown.described : shown
}

/** The parts of a value that are told apart, or null for one that is told as a whole. */
function branches(value: unknown): ReadonlyMap<string, unknown> | null {
  if (value instanceof Map) return new Map([...value].map(([key, one]) => [String(key), one]))
  if (Array.isArray(value)) {
    if (!value.every((one) => typeof one === 'object' && one !== null)) return null
    return new Map(value.map((one: object, at) => ['id' in one ? String(one.id) : String(at), one]))
  }
  return typeof value === 'object' && value !== null ? new Map(Object.entries(value)) : null
}

function shown(path: readonly string[], value: unknown): Shown {
  if (value === undefined) return null
  if (isSecret(path)) return { described: '(hidden)' }
  if (Array.isArray(value) && value.every((one) => typeof one !== 'object'))
    return cut(masked(`[${value.join(', ')}]`, {}))
  if (typeof value === 'object' && value !== null)
    return Object.keys(value).length === 0 ? '{}' : { described: '(several keys)' }
  const text = masked(String(value), {})
  return text.includes('\n') ? { described: `(a text of ${text.length} characters)` } : cut(text)
}

function isSecret(path: readonly string[]): boolean {
  return path.some((key) => secretHolders.has(key) || isSecretName(key))
}

function cut(text: string): string {
  return text.length > longestValue ? `${text.slice(0, longestValue)}…` : text
}
