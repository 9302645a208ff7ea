import { longestTold } from './trouble'

const longestReadable = 64 * 1024

/** Text without terminal colours and control characters; of a long one the beginning, since only sentences are made of it. */
export function readable(text: string): string {
  return (
    text
      .slice(0, longestReadable)
      // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is taken out
      .replace(/\u001b(?:\[[0-9;?]*[ -/]*[@-~]|\][^\u0007\u001b\n]*(?:\u0007|\u001b\\))/g, '')
      // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is taken out
      .replace(/[\u0000-\u0008\u000b-\u001f\u007f]/g, '')
  )
}

/** Longest that a program's own words are quoted in a sentence. */
const longest = 400

/**
 * What a program said, fit to stand in a sentence: of JSON only its message, and nothing that merely names a request.
 */
export function plainWords(text: string): string {
  const words = withoutJson(readable(text.slice(0, longestTold)).replace(/\s+/g, ' '))
    .replace(/,?\s*\(?\b(?:request[ _-]?id|cf-ray|url):? ?"?(?:https?:\/\/\S+|[\w-]+)"?\)?/gi, '')
    .replace(/\s*\(?\breq_[\w-]+\)?/g, '')
    .replace(/\s+([.,;])/g, '$1')
    .trim()
  return words.slice(0, longest)
}

/** The text with each piece of JSON in it, or of what a program in Python writes in its place, replaced by the message it holds. */
function withoutJson(text: string): string {
  const from = text.search(/(?:\[\s*)?\{\s*(?:["'}]|$)/)
  if (from === -1) return text
  const to = Math.max(text.lastIndexOf('}'), text.lastIndexOf(']'))
  const json = to > from ? text.slice(from, to + 1) : text.slice(from)
  const after = to > from ? text.slice(to + 1) : ''
  return `${text.slice(0, from)}${messageIn(json)}${after}`
}

/** Read as text, since such JSON is often cut short. */
function messageIn(json: string): string {
  const name = String.raw`["'](?:message|detail|error_description|error|msg)["']\s*:\s*`
  const inside = json.matchAll(new RegExp(String.raw`${name}(?:"((?:[^"\\]|\\.)*)|'((?:[^'\\]|\\.)*))`, 'g'))
  const found = [...inside].map(([, double, single]) => double ?? single ?? '').find((text) => text !== '') ?? ''
  return found.replace(/\\[nrt]/g, ' ').replace(/\\(.)/g, '$1')
}
