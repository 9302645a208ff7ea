import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { inLine } from './item-order'
import { type Candidate, Schedule } from './schedule'

/** The same rules, looked through from the beginning each time. */
class PlainSchedule {
  waiting: Candidate[] = []
  active: Candidate[] = []

  remove(file: string): void {
    this.waiting = this.waiting.filter((one) => one.file !== file)
  }

  take(now: number, hasSlot: (group: string) => boolean): Candidate | null {
    const [next] = this.waiting.filter((one) => this.#mayStart(one, now) && hasSlot(one.group)).sort(inLine)
    if (next === undefined) return null
    this.waiting = this.waiting.filter((one) => one !== next)
    this.active.push(next)
    return next
  }

  end(candidate: Candidate): void {
    this.active = this.active.filter((one) => one !== candidate)
  }

  nextOf(key: string | null, candidate: Candidate): Candidate | undefined {
    const line = this.waiting.filter((one) => isSameKey(one, candidate)).sort(inLine)
    return key === null ? candidate : (line.find((one) => one.holdsKey) ?? line[0])
  }

  /** The earliest not-before of what stands at the head of a free key. */
  wakes(now: number): number[] {
    const heads = this.waiting.filter((one) => this.#isHead(one))
    return heads.map((one) => one.notBefore).filter((notBefore) => notBefore > now)
  }

  #mayStart(candidate: Candidate, now: number): boolean {
    return candidate.notBefore <= now && this.#isHead(candidate)
  }

  #isHead(candidate: Candidate): boolean {
    if (this.active.some((one) => isSameKey(one, candidate))) return false
    return this.nextOf(candidate.key, candidate) === candidate
  }
}

function isSameKey(a: Candidate, b: Candidate): boolean {
  if (a.key !== null || b.key !== null) return a.key === b.key
  return a.file === b.file && a.ms === b.ms && a.ns === b.ns
}

const candidates = fc.record({
  file: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'),
  ms: fc.nat(4),
  ns: fc.nat(1),
  arrival: fc.nat(1),
  key: fc.constantFrom(null, 'j', 'k', 'l'),
  group: fc.constantFrom('p', 'q'),
  notBefore: fc.constantFrom(0, 0, 0, 105, 110),
  holdsKey: fc.boolean(),
})

type Step =
  | { readonly kind: 'add' | 'occupy'; readonly candidate: Candidate }
  | { readonly kind: 'remove'; readonly file: string }
  | { readonly kind: 'take'; readonly full: string | null }
  | { readonly kind: 'end'; readonly pick: number }
  | { readonly kind: 'pass'; readonly ms: number }

const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    { weight: 5, arbitrary: fc.record({ kind: fc.constant('add' as const), candidate: candidates }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('occupy' as const), candidate: candidates }) },
    {
      weight: 2,
      arbitrary: fc.record({ kind: fc.constant('remove' as const), file: fc.constantFrom('a', 'b', 'c', 'd') }),
    },
    { weight: 5, arbitrary: fc.record({ kind: fc.constant('take' as const), full: fc.constantFrom(null, 'p', 'q') }) },
    { weight: 4, arbitrary: fc.record({ kind: fc.constant('end' as const), pick: fc.nat(7) }) },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant('pass' as const), ms: fc.integer({ min: -4, max: 6 }) }) },
  ),
  { maxLength: 60 },
)

const late: Candidate = { file: 'a', ms: 1, ns: 0, arrival: 0, key: null, group: 'q', notBefore: 105, holdsKey: false }

/** What woke in a group without a slot, behind an older one, before the clock was set back: it sleeps until its time again. */
const setBack: Step[] = [
  { kind: 'add', candidate: late },
  { kind: 'add', candidate: { ...late, file: 'h', ms: 0, notBefore: 0 } },
  { kind: 'pass', ms: 5 },
  { kind: 'take', full: 'q' },
  { kind: 'pass', ms: -1 },
  { kind: 'take', full: null },
]

describe('the schedule', () => {
  test('takes what its rules say when they are looked through from the beginning each time', () => {
    fc.assert(
      fc.property(steps, (all) => {
        const schedule = new Schedule()
        const plain = new PlainSchedule()
        let now = 100
        for (const step of all) {
          switch (step.kind) {
            case 'add':
              schedule.add(step.candidate)
              plain.remove(step.candidate.file)
              plain.waiting.push(step.candidate)
              break
            case 'occupy':
              schedule.occupy(step.candidate)
              plain.active.push(step.candidate)
              break
            case 'remove':
              schedule.remove(step.file)
              plain.remove(step.file)
              break
            case 'take': {
              const hasSlot = (group: string): boolean => group !== step.full
              expect(schedule.take(now, hasSlot)).toBe(plain.take(now, hasSlot))
              const wakes = plain.wakes(now)
              if (wakes.length > 0) expect(schedule.nextWake()).toBeLessThanOrEqual(Math.min(...wakes))
              break
            }
            case 'end': {
              const candidate = plain.active[step.pick % plain.active.length]
              if (candidate === undefined) break
              schedule.end(candidate)
              plain.end(candidate)
              break
            }
            case 'pass':
              now += step.ms
          }
          expect([schedule.waiting, schedule.active]).toEqual([plain.waiting.length, plain.active.length])
        }
      }),
      { numRuns: 2000, examples: [[setBack]] },
    )
  })
})
