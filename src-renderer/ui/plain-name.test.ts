import { expect, test } from 'vitest'
import { plainName } from './plain-name'

test.each([
  ['odd@k.0', 'odd~cmwos1.json', 'odd.json'],
  ['odd@k.0', 'odd~a2~n1763600000000~i1~cmwos1~fdead.json', 'odd.json'],
  ['odd@k.0', 'odd.json', 'odd.json'],
  ['a~b@home@k.0', 'a~b@home~cmwos1.json', 'a~b@home.json'],
  ['notes.txt@k.0', 'notes.txt~cmwos1', 'notes.txt'],
  ['odd@k.0.2', 'odd~cmwos1.json', 'odd.json'],
])('item %s in the file %s is shown as %s', (id, file, shown) => {
  expect(plainName({ id, file })).toBe(shown)
})

test('a file that does not begin with the stem of its id is shown as it is', () => {
  expect(plainName({ id: 'cut-to-fit@k.0', file: 'a-long-name~c1234.json' })).toBe('a-long-name~c1234.json')
  expect(plainName({ id: 'no-time', file: 'no-time.json' })).toBe('no-time.json')
})
