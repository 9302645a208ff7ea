import { expect, test } from 'vitest'
import { rootText } from './toml-root'

test.each<[string, string, string | null]>([
  ['a text', 'a = 1\nkey = "x"', 'x'],
  ['a text with escapes', String.raw`key = "a\"b" # said`, 'a"b'],
  ['a literal text', "key='a\\b'\r\n", 'a\\b'],
  ['a quoted key', '"key" = "x"', 'x'],
  ['no key of that name', 'keys = "x"\nother.key = "y"', null],
  ['a number', 'key = 1', null],
  ['a key of a table', '[table]\nkey = "x"', null],
  ['a key in a comment', '# key = "x"', null],
  ['a key inside a text of several lines', 'doc = """\nkey = "x"\n[no table]\n"""\nkey = "y"', 'y'],
  ['a key inside a literal text of several lines', "doc = '''\nkey = \"x\"\n'''", null],
  ['a key after a list of lists', 'list = [\n  ["a]", "b"], # [\n]\nkey = "x"', 'x'],
  ['a key after an unclosed list', 'list = [\nkey = "x"', null],
  ['a key after a line of quotes that are never closed', `doc = "${'\\"'.repeat(400_000)}\nkey = "x"`, 'x'],
  ['nothing', '', null],
])('of %s', (_name, toml, expected) => {
  expect(rootText(toml, 'key')).toBe(expected)
})
