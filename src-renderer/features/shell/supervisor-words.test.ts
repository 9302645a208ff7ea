import { expect, test } from 'vitest'
import type { SupervisorStatus } from '#shared/supervisor'
import { drainLeftMs, supervisorWords } from './supervisor-words'

const status: SupervisorStatus = {
  state: 'stopping',
  since: 0,
  reason: null,
  workers: [],
  draining: null,
  receipt: null,
  owner: null,
}

test('a draining supervisor says how much it waits for and how long at most', () => {
  expect(supervisorWords({ ...status, draining: { active: 3, until: 27_400, items: [] } }, 1000)).toBe(
    'Stopping: 3 active, at most 27 s',
  )
})

test('once its time is up it says that what is active is being ended', () => {
  const draining = { active: 1, until: 500, items: [] }
  expect(supervisorWords({ ...status, draining }, 1000)).toBe('Stopping: ending 1 active')
  expect(drainLeftMs({ ...status, draining }, 1000)).toBe(0)
})

test('a page whose clock lies behind never promises more than the whole wait', () => {
  const draining = { active: 1, until: 601_000, items: [] }
  expect(supervisorWords({ ...status, since: 1000, draining }, 200)).toBe('Stopping: 1 active, at most 600 s')
})

test('a stop that waits for nothing is its word', () => {
  expect(supervisorWords({ ...status, draining: { active: 0, until: 500, items: [] } }, 0)).toBe('Stopping')
})

test('any other state is its word', () => {
  expect(supervisorWords({ ...status, state: 'stop_failed' }, 0)).toBe('Stop failed')
})
