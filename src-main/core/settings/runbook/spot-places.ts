import type { Part, Place, Places } from '../yaml-places'

/** Where a key and its value begin. */
export interface Spot {
  readonly key: number
  readonly value: number
}

export function spotKey(path: readonly PropertyKey[]): string {
  return JSON.stringify(path.map(String))
}

/** Places by the spots of a text; what is missing has the place of the nearest thing around it. */
export function spotPlaces(text: string, spots: ReadonlyMap<string, Spot>): Places {
  return (path, part) => {
    for (let length = path.length; length > 0; length--) {
      const spot = spots.get(spotKey(path.slice(0, length)))
      if (spot !== undefined) return placeAt(text, offsetOf(text, spot, length === path.length ? part : 'value'))
    }
    return null
  }
}

function offsetOf(text: string, spot: Spot, part: Part): number {
  if (part === 'key') return spot.key
  if (part === 'value') return spot.value
  const found = text.indexOf(part.text, spot.value)
  return found === -1 ? spot.value : found
}

export function placeAt(text: string, offset: number): Place {
  const before = text.slice(0, offset).split('\n')
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 }
}
