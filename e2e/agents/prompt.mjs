import { text } from 'node:stream/consumers'

/** The message of the prompt that stands on stdin: what comes after the first empty line. */
export async function readMessage() {
  const prompt = await text(process.stdin)
  return prompt.slice(prompt.indexOf('\n\n') + 2).trimEnd()
}
