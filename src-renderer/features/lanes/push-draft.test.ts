import { expect, test } from 'vitest'
import { checkedPush, firstValues } from './push-draft'

const vars = [
  { name: 'title', default: null },
  { name: 'base', default: 'main' },
]

test('fields begin with what is given, else with the default', () => {
  expect(firstValues(vars, {})).toEqual({ title: '', base: 'main' })
  expect(firstValues(vars, { title: 'Mend it', base: 'next', other: 'x' })).toEqual({ title: 'Mend it', base: 'next' })
})

test('a var without a default has to be given, one with a default may be emptied', () => {
  expect(checkedPush(vars, { title: ' ', base: '' })).toEqual({ ok: false, problems: { title: 'It has to be given.' } })
  const pushed = checkedPush(vars, { title: 'a "b"\nc', base: '' })
  expect(pushed.ok && JSON.parse(pushed.text)).toEqual({ title: 'a "b"\nc', base: '' })
})

test('a var whose default is hidden is left out where nothing is typed, so that it gets its default', () => {
  const hidden = [...vars, { name: 'api_token', default: null, hidden: true }]
  const pushed = checkedPush(hidden, firstValues(hidden, { title: 'Mend it' }))
  expect(pushed.ok && JSON.parse(pushed.text)).toEqual({ title: 'Mend it', base: 'main' })
  const typed = checkedPush(hidden, { title: 'Mend it', base: 'main', api_token: 'mine' })
  expect(typed.ok && JSON.parse(typed.text)).toMatchObject({ api_token: 'mine' })
})

test('a var may be called like what objects have by themselves', () => {
  const odd = [{ name: 'constructor', default: null }]
  expect(firstValues(odd, {})).toEqual({ constructor: '' })
  expect(checkedPush(odd, {})).toEqual({ ok: false, problems: { constructor: 'It has to be given.' } })
})
