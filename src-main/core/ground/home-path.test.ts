import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import { expect, it } from 'vitest'
import { homePathFrom } from './home-path'

it('takes the home named on the command line before everything else', () => {
  expect(homePathFrom('/a/home', { LANEKEEPER_HOME: '/b/home' })).toBe(resolve('/a/home'))
})

it('takes LANEKEEPER_HOME when none is named', () => {
  expect(homePathFrom(undefined, { LANEKEEPER_HOME: '/b/home' })).toBe(resolve('/b/home'))
})

it('falls back to a folder of the user, also when the variable is empty', () => {
  expect(homePathFrom(undefined, {})).toBe(join(homedir(), '.lanekeeper'))
  expect(homePathFrom(undefined, { LANEKEEPER_HOME: '' })).toBe(join(homedir(), '.lanekeeper'))
})

it('makes a relative path absolute', () => {
  expect(homePathFrom('some/home', {})).toBe(resolve('some/home'))
})
