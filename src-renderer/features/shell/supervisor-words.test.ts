import { expect, test } from 'vitest'
import type { SupervisorStatus } from '#shared/supervisor'
import { supervisorWords } from './supervisor-words'

const status: SupervisorStatus = { state: 'stopping', since: 0, reason: null, workers: [], draining: null }

test('a draining supervisor says how much it waits for and how long at most', () => {
  expect(supervisorWords({ ...status, draining: { active: 3, until: 27_400 } }, 1000)).toBe(
    'Stopping: 3 active, at most 27 s',
  )
})

test('the time left never falls below zero', () => {
  expect(supervisorWords({ ...status, draining: { active: 1, until: 500 } }, 1000)).toBe(
    'Stopping: 1 active, at most 0 s',
  )
})

test('any other state is its word', () => {
  expect(supervisorWords({ ...status, state: 'stop_failed' }, 0)).toBe('Stop failed')
})
