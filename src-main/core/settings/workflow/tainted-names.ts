import type { Spend } from './looking-bounds'
import type { ShellCommand, ShellWord } from './shell-commands'

/** The mark of a placeholder in a word. */
const value = /\uE000[\uE100-\uF8FF]/
const leads = /^(?:if|then|elif|else|while|until|do|!|\{|time|command|builtin)$/
const assigned = /^([A-Za-z_]\w*)(?:\[[^\]]*\])?\+?=([\s\S]*)$/
/** Variables of the shell's own that a function or a script has its arguments in. */
const positional = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '@', '*']
/** Values pass from variable to variable; so many times is far more than anybody writes. */
const mostPasses = 10

/** Names of variables, each with the mark of the placeholder whose value it may hold. */
export type Tainted = ReadonlyMap<string, string>

/** The variables that may hold a value, however it came there: by an assignment, from another variable, out of a command, by `read`. */
export function taintedNames(
  commands: readonly ShellCommand[],
  functions: ReadonlySet<string>,
  known: Tainted,
  spend: Spend,
): Tainted {
  const tainted = new Map(known)
  const looped = commands.flatMap((one) => (/^(?:done|\})$/.test(one.words[0]?.text ?? '') ? one.fed : []))
  for (let pass = 0, size = -1; pass < mostPasses && size < tainted.size; pass++) {
    size = tainted.size
    for (const command of commands) {
      spend(command.words.length + command.inside.length)
      if (readsInto(command)) spend(looped.length + command.piped.length)
      taint(command, functions, looped, tainted)
    }
  }
  return tainted
}

function taint(
  command: ShellCommand,
  functions: ReadonlySet<string>,
  looped: readonly ShellWord[],
  tainted: Map<string, string>,
): void {
  const words = command.words.filter(({ text }) => !leads.test(text))
  const [first, second] = words
  const put = (name: string, from: string | null): void => {
    if (from !== null && !tainted.has(name)) tainted.set(name, from)
  }
  const said = markIn(command.inside.flatMap(saidBy), tainted)
  for (const word of words) {
    const [, name, text = ''] = assigned.exec(word.text) ?? []
    if (name === undefined) continue
    const from = markIn([{ text, open: word.open.slice(word.open.indexOf('=') + 1) }], tainted)
    put(name, from ?? (text.includes('\uE001') ? said : null))
  }
  if (first === undefined) return
  const rest = words.slice(1)
  if (first.text === 'for' || first.text === 'select') put(second?.text ?? '', markIn(rest, tainted))
  if (readsInto(command)) {
    const from = markIn([...command.fed, ...looped, ...command.piped.flatMap(saidBy)], tainted)
    for (const { text } of rest) if (/^[A-Za-z_]\w*$/.test(text)) put(text, from)
    put(first.text === 'read' ? 'REPLY' : 'MAPFILE', from)
  }
  if (first.text === 'printf' && second?.text === '-v') put(words[2]?.text ?? '', markIn(words.slice(3), tainted))
  const hands = functions.has(first.text) || (first.text === 'set' && rest.some(({ text }) => text === '--'))
  if (hands) for (const name of positional) put(name, markIn(rest, tainted))
}

/** Whether it is one that reads its input into variables. */
function readsInto({ words }: ShellCommand): boolean {
  return /^(?:read|mapfile|readarray)$/.test(words.find(({ text }) => !leads.test(text))?.text ?? '')
}

/** What a command may say: its words and what goes into it. */
function saidBy({ words, fed }: ShellCommand): ShellWord[] {
  return [...words, ...fed]
}

/** The mark of a value that stands in words, or in a variable that they name; null: of none. */
function markIn(words: readonly ShellWord[], tainted: Tainted): string | null {
  for (const { text, open } of words) {
    const own = value.exec(text)?.[0]
    if (own !== undefined) return own
    for (const name of namesIn(open)) {
      const from = tainted.get(name)
      if (from !== undefined) return from
    }
  }
  return null
}

/** The variables a text names by `$`. */
export function namesIn(text: string): string[] {
  return [...text.matchAll(/\$\{?[!#]?([A-Za-z_]\w*|[1-9@*])/g)].map(([, name = '']) => name)
}

/** The functions a text defines. */
export function functionsIn(text: string): Set<string> {
  const defined = [
    ...text.matchAll(/(?<!\w)([A-Za-z_]\w*)[ \t]*\([ \t]*\)/g),
    ...text.matchAll(/\bfunction[ \t]+([A-Za-z_]\w*)/g),
  ]
  return new Set(defined.map(([, name = '']) => name))
}
