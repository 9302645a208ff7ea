import { harmless, type Paint, widthOf } from './paint'

const gap = '  '

/** Rows as aligned columns; columns named in `right` are aligned to the right. No blanks at the ends of lines. */
export function table(rows: readonly (readonly string[])[], right: readonly number[] = []): string {
  const widths: number[] = []
  for (const row of rows) {
    for (const [column, cell] of row.entries()) widths[column] = Math.max(widths[column] ?? 0, widthOf(cell))
  }
  return rows
    .map((row) =>
      row
        .map((cell, column) => {
          const pad = ' '.repeat((widths[column] ?? 0) - widthOf(cell))
          return right.includes(column) ? pad + cell : cell + pad
        })
        .join(gap)
        .trimEnd(),
    )
    .join('\n')
}

/** A name, and what is to be told of it; null: nothing. A painted value is told as it is, any other without harm. */
export type Fact = readonly [name: string, value: string | null | { readonly painted: string }]

export function factTable(facts: readonly Fact[], paint: Paint): string {
  const rows = facts.flatMap(([name, value]) => {
    if (value === null) return []
    return [[paint('dim', name), typeof value === 'string' ? harmless(value) : value.painted]]
  })
  return table(rows)
}

const letters = new Intl.Segmenter()

/** `text` in at most `width` columns, and never cut inside a letter. */
export function cut(text: string, width: number): string {
  let columns = 0
  let fitting = 0
  for (const { segment, index } of letters.segment(text)) {
    columns += widthOf(segment)
    if (columns > width) return `${text.slice(0, fitting)}…`
    if (columns < width) fitting = index + segment.length
  }
  return text
}

export function counted(number: number, noun: string, nouns = `${noun}s`): string {
  return `${number} ${number === 1 ? noun : nouns}`
}
