import { readdirSync, readFileSync } from 'node:fs'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { checkRun } from '../../testing/real-providers/check-run'
import { expectedRun } from '../../testing/real-providers/expected-runs'
import { Recordings } from '../../testing/real-providers/recording'
import { scenarios } from '../../testing/real-providers/scenarios'
import { providerOf } from './providers/registry'

const folder = new URL('../../testing/recordings/', import.meta.url)
const recorded = readdirSync(folder)
  .filter((file) => /^(?:claude|codex)-\d/.test(file))
  .map((file) => Recordings.parse(JSON.parse(readFileSync(new URL(file, folder), 'utf8'))))

describe.each(recorded)('what $provider $version said when it was recorded', ({ provider, version, at, runs }) => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['Date'], now: at })
  })
  afterEach(() => {
    vi.useRealTimers()
  })

  test.each(runs)('$name', (run) => checkRun(run, { provider, version }))

  test('is recorded whole', () => {
    const names = scenarios.filter((scenario) => scenario.provider === provider).map(({ name }) => name)
    expect(runs.map(({ name }) => name).sort()).toEqual(names.sort())
  })
})

test.each(scenarios)('it is known what is to become of $provider: $name', ({ provider, name }) => {
  expect(expectedRun(provider, name)).not.toBe(null)
})

test.each(['anthropic', 'openai'] as const)('the least supported version of %s is among the recorded ones', (kind) => {
  const versions = recorded.filter(({ provider }) => provider === kind).map(({ version }) => version)
  expect(versions).toContain(providerOf(kind).known?.leastSupported)
})

test('recordings hold nothing of the machine they were made on', () => {
  for (const recordings of recorded)
    expect(JSON.stringify(recordings)).not.toMatch(/lanekeeper|\/root\/|\/home\/|\/Users\//)
})
