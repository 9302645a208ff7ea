import { expect, test } from 'vitest'
import { plainName } from './plain-name'
import { shownName } from './shown-name'

test('a name cannot turn the direction of its own characters round', () => {
  expect(shownName('invoice\u202enosj.exe')).toBe('invoice\ufffdnosj.exe')
  expect(shownName('\u2067a\u2069\u202a\u202b\u202c\u202d')).toBe('\ufffda\ufffd\ufffd\ufffd\ufffd\ufffd')
  expect(plainName({ id: 'a\u202eb@1.0', file: 'a\u202eb~a2.json' })).toBe('a\ufffdb.json')
  expect(plainName({ id: 'x', file: 'a\u202eb.json' })).toBe('a\ufffdb.json')
})

test('a name in a script of either direction is shown as it is', () => {
  for (const name of ['order-17.json', 'הזמנה 17.json', 'طلب\u200f-17.json', '👩\u200d🚀.json']) {
    expect(shownName(name)).toBe(name)
  }
})
