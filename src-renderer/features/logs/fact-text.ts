/** Facts of a line as indented JSON. Facts that were cut are no JSON any more and stay as they came. */
export function prettyFacts(facts: string): string {
  try {
    return JSON.stringify(JSON.parse(facts), null, 2)
  } catch {
    return facts
  }
}

/** The same for reading: line ends in texts break the line, so that stacks can be read. */
export function readableFacts(facts: string): string {
  return prettyFacts(facts)
    .split('\n')
    .map((line) => {
      const indent = ' '.repeat(line.length - line.trimStart().length + 2)
      return line.replace(/\\(.)/g, (whole, escaped: string) => (escaped === 'n' ? `\n${indent}` : whole))
    })
    .join('\n')
}
