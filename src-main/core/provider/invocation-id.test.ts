import { expect, test } from 'vitest'
import { InvocationId } from '#shared/invocation'
import { invocationFolder, newInvocationId } from './invocation-id'

test('ids sort by their time and are all different', () => {
  const ids = [1, 2, 1_763_600_000_000, 1_763_600_000_001].map((now) => newInvocationId(now))
  expect([...ids].sort()).toEqual(ids)
  expect(ids.every((id) => InvocationId.safeParse(id).success)).toBe(true)
  expect(newInvocationId(5)).not.toBe(newInvocationId(5))
})

test('the folder follows from the id alone', () => {
  const id = newInvocationId(Date.UTC(2025, 10, 20, 23, 59))
  expect(invocationFolder('/i', id)).toBe(`/i/2025-11-20/${id}`)
  expect(invocationFolder('/i', 'foreign-id')).toBe('/i/1970-01-01/foreign-id')
  expect(invocationFolder('/i', 'zzzzzzzzz-zzzzzzzzzz')).toBe('/i/5188-04-22/zzzzzzzzz-zzzzzzzzzz')
})
