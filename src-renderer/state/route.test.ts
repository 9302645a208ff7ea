import { expect, test } from 'vitest'
import { hashOf, type Route, routeOf } from './route'

test.each<Route>([
  { page: 'lanes', chosen: null },
  { page: 'lanes', chosen: { lane: 'queue', id: 'a/b #1 100% ü~x.json' } },
  { page: 'lanes', chosen: null, lane: 'build' },
  { page: 'runs', chosen: null },
  { page: 'runs', chosen: 'run-0001' },
  { page: 'decisions', chosen: 'dec-0001-1' },
  { page: 'invocations', chosen: null },
  { page: 'invocations', chosen: 'inv-00000001' },
  { page: 'history', words: '' },
  { page: 'history', words: 'order 17 / 50% done' },
  { page: 'logs' },
  { page: 'settings' },
])('the address of %j leads back to it', (route) => {
  expect(routeOf(hashOf(route))).toEqual(route)
})

test('an empty or unknown address leads home', () => {
  for (const hash of ['', '#', '#/', '#/nowhere', '#/lanes//x']) {
    expect(routeOf(hash)).toEqual({ page: 'lanes', chosen: null })
  }
})

test('a broken escape is taken as it stands', () => {
  expect(routeOf('#/lanes/queue/50%')).toEqual({ page: 'lanes', chosen: { lane: 'queue', id: '50%' } })
})

test('a decision that is not named leads to the runs', () => {
  expect(routeOf('#/decisions')).toEqual({ page: 'runs', chosen: null })
})
