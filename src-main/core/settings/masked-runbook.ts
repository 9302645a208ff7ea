import { isSecretName, maskedArgv, maskedLine, withoutSecrets } from '../ground/mask-secrets'
import {
  commentedSecrets,
  type MaskedConfig,
  mostWords,
  secretHolders,
  secretWordLists,
  tooLongToMask,
} from './masked-config'

/** What a runbook in TOML or HCL is made of, as far as its values matter. What is not ended goes on to the end: nothing is looked at twice. */
const token =
  /(#[^\n]*|\/\/[^\n]*|\/\*.*?(?:\*\/|$))|(""".*?(?:"""|$)|'''.*?(?:'''|$)|"(?:\\.|[^"\\\n])*"?|'[^'\n]*'?)|<<[-~]?(\w+)[^\n]*\n(.*?)(?:\n[ \t]*\3\b|$)|([\w.-]+)|([[\]{}=,:\n])/gs

const deepest = 100

interface Frame {
  readonly opened: '{' | '['
  /** Of TOML: what stands in it names the table that follows. */
  readonly heads: boolean
  /** The names that lead here. */
  readonly names: readonly string[]
  /** Of a list: the words so far. */
  readonly words: string[]
}

/**
 * The text of a runbook in TOML or HCL fit to be looked at, as `maskedConfig` makes one of YAML: laid out as it is, with asterisks
 * where a value may be a secret. It needs no text that can be read: what is wrong with one is looked for by people too.
 */
export function maskedRunbook(text: string): MaskedConfig {
  const tooLong = tooLongToMask(text)
  if (tooLong !== null) return tooLong
  const secrets = new Set<string>()
  const frames: Frame[] = []
  /** The table of TOML that a line is in. */
  let table: readonly string[] = []
  /** Names since the beginning of this setting; `valued`: its sign of equality has come. */
  let names: string[] = []
  let valued = false
  const begin = (): void => {
    names = []
    valued = false
  }
  const path = (): string[] => [...(frames.at(-1)?.names ?? table), ...names]
  /** No runbook is that deep; what is counts to what it lies in. */
  const lowerPath = (): readonly string[] => (frames.length < deepest ? path() : (frames.at(-1)?.names ?? []))
  const value = (shown: string, said: string): string => {
    const all = path().flatMap((name) => name.split('.'))
    const own = all.at(-1) ?? ''
    const list = frames.at(-1)?.opened === '[' ? frames.at(-1)?.words : undefined
    list?.push(said)
    const isSecret = all.some((name) => secretHolders.has(name)) || (own !== 'key' && isSecretName(own))
    if (isSecret && said !== '' && !isPlaceholder(said)) {
      if (said.length >= 6) secrets.add(said)
      return '***'
    }
    if (list !== undefined && secretWordLists.has(own)) {
      if (list.length > mostWords) return '***'
      const masked = maskedArgv(list, {}).at(-1) ?? '***'
      return masked === said ? shown : shown.replace(said, () => masked)
    }
    return maskedLine(shown)
  }
  type Found = string | undefined
  const read = (whole: string, comment: Found, quoted: Found, mark: Found, here: Found, name: Found, sign: Found) => {
    if (comment !== undefined) return commentedSecrets(comment)
    if (mark !== undefined && here !== undefined) return whole.replace(here, () => value(here, here))
    if (quoted !== undefined) {
      const said = quoted.replace(/^("""|'''|["'])(.*?)\1?$/s, '$2')
      const top = frames.at(-1)
      if (valued || (top?.opened === '[' && !top.heads)) return value(quoted, said)
      names.push(said)
    } else if (name !== undefined) {
      if (!valued) names.push(name)
    } else if (sign === '=' || sign === ':') valued = true
    else if (sign === '{') {
      frames.push({ opened: '{', heads: false, names: lowerPath(), words: [] })
      begin()
    } else if (sign === '[') {
      const heads = !valued && names.length === 0 && (frames.at(-1)?.heads ?? true)
      frames.push({ opened: '[', heads, names: lowerPath(), words: [] })
    } else if (sign === '}' || sign === ']') {
      const closed = frames.pop()
      if (closed?.heads === true && frames.length > 0) return whole
      if (closed?.heads === true) table = names
      begin()
    } else if (sign === ',' || frames.at(-1)?.opened !== '[') begin()
    return whole
  }
  const masked = text.replace(token, read)
  const shown = withoutSecrets(
    masked,
    [...secrets].sort((a, b) => b.length - a.length),
  )
  return { text: shown, hidden: shown !== text }
}

/** What a run fills in is no secret of the file. */
function isPlaceholder(said: string): boolean {
  return /^\$\{[^}]*\}$/.test(said)
}
