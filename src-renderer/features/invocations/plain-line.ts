const start = '\u001b'
const bell = '\u0007'
const end = `${start}\\\\`

const sequences = new RegExp(
  [
    // Colours, cursor moves, erasing.
    `${start}\\[[0-?]*[ -/]*[@-~]`,
    // Window titles and links, which end with a bell or a terminator of their own.
    `${start}\\][^${bell}${start}]*(?:${bell}|${end})`,
    // Device strings, privacy and application messages.
    `${start}[PX^_][^${start}]*${end}`,
    // Everything of two or three characters, such as a character set.
    `${start}[ -/]*[0-OQ-WYZ\\\\\`-~]`,
  ].join('|'),
  'g',
)
/** A sequence whose end has not come yet. */
const unfinished = new RegExp(`${start}.*$`)
/** Control characters have no shape to show; tabs do. */
const controls = /(?!\t)\p{Cc}/gu

/**
 * One line of a terminal program as text: colours and cursor moves are left out, and of what was written over itself
 * after carriage returns the last state stays.
 */
export function plainLine(raw: string): string {
  const text = raw.includes(start) ? raw.replace(sequences, '').replace(unfinished, '') : raw
  return lastState(text).replace(controls, '')
}

function lastState(text: string): string {
  if (!text.includes('\r')) return text
  return text.split('\r').findLast((state) => state !== '') ?? ''
}
