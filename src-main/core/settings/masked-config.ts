import { isAlias, isPair, isScalar, isSeq, type Node, parseDocument, visit } from 'yaml'
import { isSecretName, maskedArgv, maskedLine, withoutSecrets } from '../ground/mask-secrets'

const mask = '***'
/** Below these keys every value may be a secret. */
export const secretHolders = new Set(['env', 'headers', 'http_headers'])
/** Lists of words, of which some may be secrets. */
export const secretWordLists = new Set(['argv', 'args'])
const plain = /^(?:-?[\d.]{1,20}|true|false|null|~|)$/i
/** A longer text is not looked through, in UTF-16 units: nobody may wait for that. */
const longestMasked = 32 * 1024
/** Of a longer list no word is shown: each may say of the next that it is a secret. */
export const mostWords = 100

/** What is shown of a text that is too long to be looked through, or null for others. */
export function tooLongToMask(text: string): MaskedConfig | null {
  if (text.length <= longestMasked) return null
  return { text: '(It is too long to be shown with its secrets hidden, so nothing of it is shown.)', hidden: true }
}

/** The name of a setting that was commented out, or stands in a note. */
const commentedName = /([\w.-]{1,100})["']?[^\S\n]{0,5}[:=][^\S\n]{0,5}/g
const commentedValue = /[^\s,}\]]+/y

export interface MaskedConfig {
  readonly text: string
  /** Whether anything is hidden. */
  readonly hidden: boolean
}

interface Hidden {
  readonly from: number
  readonly to: number
  readonly shown: string
}

/**
 * The text of a settings file fit to be looked at: laid out as it is, with asterisks where a value may be a secret. It is no
 * YAML any more where something is hidden, so that nobody saves asterisks for a password by mistake.
 */
export function maskedConfig(text: string): MaskedConfig {
  const tooLong = tooLongToMask(text)
  if (tooLong !== null) return tooLong
  const document = parseDocument(text, { logLevel: 'silent' })
  if (document.errors.length > 0)
    return { text: '(It cannot be read as YAML, so nothing of it is shown.)', hidden: true }
  const hidden = new Map<number, Hidden>()
  const values = new Set<string>()
  const hide = (node: Node, value: string, shown: string): void => {
    const [from, to] = node.range ?? [0, 0]
    const quote = /^["']/.exec(text.slice(from, to))?.[0] ?? ''
    const end = text.slice(from, to).endsWith('\n') ? '\n' : ''
    hidden.set(from, { from, to, shown: (shown === mask ? shown : quote + shown + quote) + end })
    if (value.length >= 6) values.add(value)
  }
  /** Of a longer text what looks like a secret, where it stands: its lines stay as they are written. */
  const hideWithin = (node: Node): void => {
    const [from, to] = node.range ?? [0, 0]
    const shown = maskedLine(text.slice(from, to))
    if (shown !== text.slice(from, to)) hidden.set(from, { from, to, shown })
  }
  visit(document, {
    Value(role, node, ancestors) {
      if (role === 'key') return
      const names = ancestors.flatMap((one) => (isPair(one) && isScalar(one.key) ? [String(one.key.value)] : []))
      const own = names.at(-1) ?? ''
      const scalar = isAlias(node) ? node.resolve(document) : node
      if (!isScalar(scalar) || scalar.value === null) return
      const value = String(scalar.value)
      if (plain.test(value)) return
      if (names.some((name) => secretHolders.has(name)) || isSecretName(own)) hide(scalar, value, mask)
      else if (secretWordLists.has(own)) hideWord(ancestors.at(-1), scalar, value, hide)
      else hideWithin(scalar)
    },
  })
  let shown = text
  for (const { from, to, shown: instead } of [...hidden.values()].sort((a, b) => b.from - a.from)) {
    shown = shown.slice(0, from) + instead + shown.slice(to)
  }
  shown = shown.replace(/#.*$/gm, commentedSecrets)
  shown = withoutSecrets(
    shown,
    [...values].sort((a, b) => b.length - a.length),
  )
  return { text: shown, hidden: shown !== text }
}

/** One word of a command: what stands before it may say that it is a secret. */
function hideWord(
  list: unknown,
  node: Node,
  value: string,
  hide: (node: Node, value: string, shown: string) => void,
): void {
  if (isSeq(list) && list.items.length > mostWords) {
    hide(node, value, mask)
    return
  }
  const words = isSeq(list) ? list.items.map((item) => (isScalar(item) ? String(item.value) : '')) : [value]
  const at = isSeq(list) ? list.items.indexOf(node) : 0
  const shown = maskedArgv(words, {})[at] ?? mask
  if (shown !== value) hide(node, value, shown)
}

/** A comment without the values of settings that stand in it. */
export function commentedSecrets(comment: string): string {
  let shown = ''
  let at = 0
  for (const found of comment.matchAll(commentedName)) {
    const from = found.index + found[0].length
    if (found.index < at || !isSecretName(found[1] ?? '')) continue
    commentedValue.lastIndex = from
    const [value = ''] = commentedValue.exec(comment) ?? []
    if (value === '' || plain.test(value)) continue
    shown += comment.slice(at, from) + mask
    at = from + value.length
  }
  return shown + comment.slice(at)
}
