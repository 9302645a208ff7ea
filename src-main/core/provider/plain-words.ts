import { readable } from './outcome'
import { longestTold } from './trouble'

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

/** The text with each piece of JSON in it replaced by the message it holds. */
function withoutJson(text: string): string {
  const from = text.search(/\{\s*["}]/)
  if (from === -1) return text
  const to = text.lastIndexOf('}')
  const json = to > from ? text.slice(from, to + 1) : text.slice(from)
  const after = to > from ? text.slice(to + 1) : ''
  return `${text.slice(0, from)}${messageIn(json)}${after}`
}

/** Read as text, since such JSON is often cut short. */
function messageIn(json: string): string {
  const inside = [...json.matchAll(/"(?:message|detail|error_description)"\s*:\s*"((?:[^"\\]|\\.)*)/g)]
  const [, message = ''] = inside.find(([, text]) => text !== '') ?? []
  return message.replace(/\\[nrt]/g, ' ').replace(/\\(.)/g, '$1')
}
