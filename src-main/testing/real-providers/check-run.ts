import { expect } from 'vitest'
import { expectedRun } from './expected-runs'
import { judged } from './judged'
import type { Recording, Recordings } from './recording'

/** Holds what becomes of a run against what is expected of its scenario. */
export function checkRun(run: Recording, program: Pick<Recordings, 'provider' | 'version'>): void {
  const expected = expectedRun(program.provider, run.name)
  if (expected === null) throw new Error(`nothing is expected of "${run.name}"`)
  const { conclusion, steps, refused } = judged(run, program)
  expect(conclusion).toMatchObject(expected.conclusion)
  if (!conclusion.ok) expect(conclusion.resetAt !== null, 'it tells when a limit ends').toBe(expected.tellsEnd === true)
  let from = 0
  for (const step of expected.steps) {
    const at = steps.findIndex((told, index) => index >= from && hasAll(told, step))
    expect(at, `${JSON.stringify(step)} is told, in ${JSON.stringify(steps.slice(from))}`).not.toBe(-1)
    from = at + 1
  }
  expect(refused).toEqual(expected.refused)
}

function hasAll(told: object, wanted: object): boolean {
  return Object.entries(wanted).every(([key, value]) => Reflect.get(told, key) === value)
}
