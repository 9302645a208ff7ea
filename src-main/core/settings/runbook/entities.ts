import type { Places } from '../yaml-places'
import { isTable, type Table } from './tables'

/** Where something that was imported stands. */
export interface Origin {
  readonly file: string
  readonly places: Places
  readonly path: readonly string[]
}

/** One queue, worker, pipeline, … as it is written. */
export interface Entity {
  readonly value: unknown
  /** Null: in the runbook itself. */
  readonly origin: Origin | null
}

/** What a runbook consists of, by section and name. */
export type Entities = ReadonlyMap<string, ReadonlyMap<string, Entity>>

export const sections = ['queue', 'worker', 'pipeline', 'job', 'agent', 'cron', 'command'] as const

export function entitiesOf(value: Table, origin: Omit<Origin, 'path'> | null): Entities {
  return new Map(
    sections.flatMap((section) => {
      const all = value[section]
      if (!isTable(all)) return []
      const each = Object.entries(all).map(([name, one]): [string, Entity] => [
        name,
        { value: one, origin: origin === null ? null : { ...origin, path: [section, name] } },
      ])
      return [[section, new Map(each)] as const]
    }),
  )
}

/** Both together; of two with one name that of the first stands. */
export function together(first: Entities, second: Entities): Entities {
  return new Map(
    sections.map((section) => [section, new Map([...(second.get(section) ?? []), ...(first.get(section) ?? [])])]),
  )
}

/** Each named `<alias>-<name>`, with everything among them that names another. */
export function aliased(entities: Entities, alias: string): Entities {
  const rename = (kind: Kind, name: string): string => (has(entities, kind, name) ? `${alias}-${name}` : name)
  return new Map(
    [...entities].map(([section, all]) => [
      section,
      new Map(
        [...all].map(([name, { value, origin }]) => [
          `${alias}-${name}`,
          { origin, value: renamed(section, value, rename) },
        ]),
      ),
    ]),
  )
}

/** `<alias>:<name>`, as Odd Jobs names what was imported under an alias, becomes the name it has here. */
export function withAliasesNamed(entities: Entities): Entities {
  const rename = (kind: Kind, name: string): string => {
    const own = name.replace(':', '-')
    return own !== name && has(entities, kind, own) ? own : name
  }
  return new Map(
    [...entities].map(([section, all]) => [
      section,
      new Map([...all].map(([name, one]) => [name, { ...one, value: renamed(section, one.value, rename) }])),
    ]),
  )
}

type Kind = 'queue' | 'pipeline' | 'agent'

function has(entities: Entities, kind: Kind, name: string): boolean {
  const named = kind === 'pipeline' ? ['pipeline', 'job'] : [kind]
  return named.some((section) => entities.get(section)?.has(name) === true)
}

type Rename = (kind: Kind, name: string) => string

/** Something with all that it names renamed. */
function renamed(section: string, value: unknown, rename: Rename): unknown {
  if (!isTable(value)) return value
  const run = (one: unknown): unknown => {
    if (!isTable(one)) return one
    const changed = changedTexts(one, ['agent'], (name) => rename('agent', name))
    return changedTexts(changed, ['job', 'pipeline'], (name) => rename('pipeline', name))
  }
  switch (section) {
    case 'worker': {
      const source = isTable(value.source)
        ? changedTexts(value.source, ['queue'], (name) => rename('queue', name))
        : value.source
      return changed({ ...value, source }, ['handler', 'run'], run)
    }
    case 'cron':
    case 'command':
      return changed(value, ['run'], run)
    case 'pipeline':
    case 'job':
      return changed(value, ['step', 'steps'], (steps) => eachOf(steps, (step) => changed(step, ['run'], run)))
    default:
      return value
  }
}

function eachOf(steps: unknown, change: (step: Table) => unknown): unknown {
  const one = (step: unknown): unknown => (isTable(step) ? change(step) : step)
  if (Array.isArray(steps)) return steps.map(one)
  return isTable(steps) ? Object.fromEntries(Object.entries(steps).map(([name, step]) => [name, one(step)])) : steps
}

function changed(table: Table, keys: readonly string[], change: (value: unknown) => unknown): Table {
  return Object.fromEntries(
    Object.entries(table).map(([key, value]) => [key, keys.includes(key) ? change(value) : value]),
  )
}

function changedTexts(table: Table, keys: readonly string[], change: (text: string) => string): Table {
  return changed(table, keys, (value) => (typeof value === 'string' ? change(value) : value))
}
