export interface Blocks {
  /** What stands in each, in order. */
  readonly blocks: readonly string[]
  /** What stands around them. */
  readonly prose: string
}

interface Span {
  readonly from: number
  readonly to: number
  readonly text: string
}

const fenceLine = /^\s{0,3}(`{3,}|~{3,})/

/**
 * The blocks of an answer between two tags that are meant as such: those whose first tag begins a line outside of code, and the one
 * that the answer ends with, also where a code fence holds nothing else. Any other only speaks of the tags. Each character is
 * looked at a bounded number of times, whatever is in there.
 */
export function blocksIn(answer: string, opening: string, ending: string): Blocks {
  const said = answer.trimEnd()
  const spans = beginningLines(said, opening, ending)
  const last = spans.at(-1)?.to ?? 0
  const final = atTheEnd(said, opening, ending)
  if (final !== null && final.from >= last) spans.push(final)
  let prose = ''
  let at = 0
  for (const { from, to } of spans) {
    prose += said.slice(at, from)
    at = to
  }
  return { blocks: spans.map(({ text }) => text), prose: (prose + said.slice(at)).trim() }
}

function beginningLines(said: string, opening: string, ending: string): Span[] {
  const spans: Span[] = []
  let fence: string | null = null
  let at = 0
  while (at < said.length) {
    const newline = said.indexOf('\n', at)
    const lineEnd = newline === -1 ? said.length : newline
    const head = said.slice(at, Math.min(lineEnd, at + 200))
    const [, marks = null] = fenceLine.exec(head) ?? []
    if (fence === null && marks === null && head.trimStart().startsWith(opening)) {
      const from = at + head.indexOf(opening)
      const end = said.indexOf(ending, from)
      if (end === -1) return spans
      spans.push({ from, to: end + ending.length, text: said.slice(from + opening.length, end) })
      const after = said.indexOf('\n', end)
      at = after === -1 ? said.length : after + 1
      continue
    }
    if (fence === null) fence = marks
    else if (marks?.startsWith(fence)) fence = null
    at = lineEnd + 1
  }
  return spans
}

function atTheEnd(said: string, opening: string, ending: string): Span | null {
  const marks = /(?:^|\n)\s{0,3}(`{3,}|~{3,})$/.exec(said.slice(-100))?.[1]
  const text = marks === undefined ? said : said.slice(0, -marks.length).trimEnd()
  const start = text.endsWith(ending) ? text.lastIndexOf(opening) : -1
  if (start === -1) return null
  const inside = text.slice(start + opening.length, -ending.length)
  if (marks === undefined) return { from: start, to: said.length, text: inside }
  const before = text.slice(0, start).trimEnd()
  const head = /(?:^|\n)\s{0,3}(?:`{3,}|~{3,})\w*$/.exec(before.slice(-100))
  if (head === null) return null
  return { from: before.length - head[0].length, to: said.length, text: inside }
}
