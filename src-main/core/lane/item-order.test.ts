import { describe, expect, test } from 'vitest'
import { inLine, type Place } from './item-order'

const at = (file: string, ms = 5, ns = 0, arrival = 7): Place => ({ file, ms, ns, arrival })

describe('the line', () => {
  test('is ordered by time, to the nanosecond, and then by name', () => {
    const places = [at('a.json', 6), at('b.json', 5, 1), at('d.json'), at('c.json')]
    expect(places.sort(inLine).map((place) => place.file)).toEqual(['c.json', 'd.json', 'b.json', 'a.json'])
  })

  test('of equal times is the order in which they came, before that of their names', () => {
    const places = [at('a.json', 5, 0, 9), at('c.json', 5, 0, 8), at('d.json', 5, 0, 9), at('e.json', 4, 0, 10)]
    expect(places.sort(inLine).map((place) => place.file)).toEqual(['e.json', 'c.json', 'a.json', 'd.json'])
  })

  test.each(['m-1~n1.json', 'm-1~i1.json', 'm-1~a2~n1763600000000~i1.json'])(
    'keeps the place of an item among equal times when it comes back as %s',
    (back) => {
      expect(inLine(at('m-1.json'), at('m-10.json'))).toBeLessThan(0)
      expect(inLine(at(back), at('m-10.json'))).toBeLessThan(0)
      expect(inLine(at('m-10.json'), at(back))).toBeGreaterThan(0)
      expect(inLine(at('m-0.json'), at(back))).toBeLessThan(0)
    },
  )

  test('tells any two names apart', () => {
    expect(inLine(at('m~n1.json'), at('m~n2.json'))).toBeLessThan(0)
    expect(inLine(at('m~n2.json'), at('m~n1.json'))).toBeGreaterThan(0)
    expect(inLine(at('m.json'), at('m~n1.json'))).toBeLessThan(0)
    expect(inLine(at('m.json'), at('m.json'))).toBe(0)
  })
})
