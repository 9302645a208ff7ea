import { expect, test } from 'vitest'
import { tomlPlaces } from './toml-places'

const text = `# a comment with [brackets]
[queue.jobs]
type = "persisted" # "quoted" = 1
vars = [ "a",
  "b", # ] and [
]
retry = { attempts = 2, cooldown = "1s" }

[queue."a.b"]
long = """
[not.a.table]
x = 1 """"

[[pipeline.p.step]]
name = "one"
[[pipeline.p.step]]
name = 'two'
run = { agent = "x" }
[pipeline.p.step.extra]
deep.er = 1
`
const places = tomlPlaces(text)
const place = (...path: (string | number)[]): string | null => {
  const found = places(path, 'key')
  return found === null ? null : `${found.line}:${found.column}`
}

test('tables, keys, entries of lists and inline tables have their places', () => {
  expect(place('queue', 'jobs')).toBe('2:1')
  expect(place('queue', 'jobs', 'type')).toBe('3:1')
  expect(place('queue', 'jobs', 'vars', 1)).toBe('5:3')
  expect(place('queue', 'jobs', 'retry', 'cooldown')).toBe('7:25')
  expect(place('queue', 'a.b', 'long')).toBe('10:1')
})

test('each table of a list of tables is an entry of its own', () => {
  expect(place('pipeline', 'p', 'step')).toBe('14:1')
  expect(place('pipeline', 'p', 'step', 0, 'name')).toBe('15:1')
  expect(place('pipeline', 'p', 'step', 1)).toBe('16:1')
  expect(place('pipeline', 'p', 'step', 1, 'run', 'agent')).toBe('18:9')
  expect(place('pipeline', 'p', 'step', 1, 'extra', 'deep', 'er')).toBe('20:1')
})

test('a value, and a piece of its text, have their own', () => {
  expect(places(['queue', 'jobs', 'type'], 'value')).toEqual({ line: 3, column: 8 })
  expect(places(['queue', 'jobs', 'type'], { text: 'sist' })).toEqual({ line: 3, column: 12 })
  expect(places(['queue', 'jobs', 'retry', 'attempts'], 'value')).toEqual({ line: 7, column: 22 })
})

test('what is missing has the place of what is around it', () => {
  expect(place('queue', 'jobs', 'missing', 'deep')).toBe('2:1')
  expect(place('pipeline', 'p', 'step', 1, 'on_done')).toBe('16:1')
  expect(place('not', 'a', 'table')).toBeNull()
  expect(place('x')).toBeNull()
})

test.each(['[', '[[', '"', '= = =', '{ [ {', 'a = [1, {', '"""', ']', '[a', 'a = """ \\'])(
  'a text that is no TOML ends all the same: %j',
  (broken) => {
    expect(tomlPlaces(broken)(['a'], 'value')).toBeDefined()
  },
)
