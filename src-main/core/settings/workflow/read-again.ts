import { placeholders } from './interpolate'
import { placeholderSource } from './placeholder'
import { filledMark, type ShellCommand, type ShellWord, saidMark, shellCommands } from './shell-commands'

/** A placeholder whose value would be read as something else than a text. */
export interface ReadAgain {
  readonly text: string
  readonly sentence: string
}

const shells = /^(?:ba|da|z|k|mk|a|fi|c|tc)?sh$/
/** They run the command that stands among their words. */
const carriers = new Set(
  'command builtin exec env nohup nice sudo doas timeout time xargs stdbuf setsid ionice chroot nsenter unshare strace busybox flock find parallel docker podman kubectl'.split(
    ' ',
  ),
)
const opening = new Set('if then elif else while until do ! { time coproc function'.split(' '))
/** Every word of theirs is read again. */
const whole: Readonly<Record<string, string>> = {
  eval: 'eval reads its words again',
  trap: 'trap reads its words again when the signal comes',
  alias: 'an alias is read again wherever it is used',
  source: 'source reads it as a script',
  '.': 'it is read as a script',
  let: 'let reckons with it, which can run commands',
  read: 'it would name a variable, and such names are reckoned with',
  unset: 'it would name a variable, and such names are reckoned with',
  mapfile: 'it would name a variable or a command',
  readarray: 'it would name a variable or a command',
  getopts: 'it would name a variable, and such names are reckoned with',
  complete: 'it is read again when something is completed',
  bind: 'it is read again at a key',
  ssh: 'ssh hands its words to a shell on the other side',
  rsh: 'rsh hands its words to a shell on the other side',
  mosh: 'mosh hands its words to a shell on the other side',
  watch: 'watch hands its words to a shell',
  parallel: 'parallel hands its words to a shell',
  tmux: 'tmux hands its words to a shell',
  screen: 'screen hands its words to a shell',
}
/** Their code stands behind one of these options. */
const coded: readonly (readonly [program: RegExp, option: RegExp])[] = [
  [shells, /^[-+][a-zA-Z]*c[a-zA-Z]*$/],
  [/^(?:su|runuser|script|flock|sg|xterm|expect)$/, /^(?:-[a-zA-Z]*c|--command|--session-command)$/],
  [/^env$/, /^(?:-[a-zA-Z0-9]*S|--split-string)$/],
  [/^perl[\d.]*$/, /^-[a-zA-Z0-9]*[eE]$/],
  [/^(?:python|pypy)[\d.]*$/, /^-[a-zA-Z]*c$/],
  [/^(?:node|bun|deno)$/, /^(?:-[ep]+|--eval|--print|eval)$/],
  [/^(?:ruby|lua|osascript)[\d.]*$/, /^-[a-zA-Z]*e$/],
  [/^php[\d.]*$/, /^-[rBRE]$/],
  [/^sed$/, /^(?:-[a-zA-Z]*e|--expression)$/],
  [/^printf$/, /^-v$/],
  [/^(?:test|\[|\[\[)$/, /^-[vR]$/],
]
/** Their first word that is no option is code. */
const leading = new Map<string, ReadonlySet<string>>([
  ...['awk', 'gawk', 'mawk', 'nawk'].map((name) => [name, new Set(['-v', '-F', '-f', '--assign'])] as const),
  ['sed', new Set(['-f', '--file', '-l'])],
])
const declaring = new Set(['declare', 'typeset', 'local', 'readonly', 'export'])
/** What these hold is run by somebody. */
const running =
  /^(?:PS[0-4]|PROMPT_COMMAND|ENV|BASH_ENV|BASH_FUNC_.*|SHELL|EDITOR|VISUAL|PAGER|MANPAGER|BROWSER|LESSOPEN|LESSCLOSE|GIT_(?:SSH(?:_COMMAND)?|EDITOR|PAGER|ASKPASS|SEQUENCE_EDITOR|EXTERNAL_DIFF|PROXY_COMMAND)|SSH_ASKPASS|SUDO_ASKPASS|LD_[A-Z_]+|DYLD_[A-Z_]+|PERL5OPT|PYTHONSTARTUP|NODE_OPTIONS|MAKEFLAGS|PATH)\+?=/
const comparing = /^-(?:eq|ne|lt|le|gt|ge)$/

const instead = 'Set a variable to it and name that where no shell reads it again: '
const spelling: Readonly<Record<string, string>> = {
  trap: `${instead}v=… ; trap 'echo "$v"' EXIT`,
  eval: `${instead}v=… ; eval 'echo "$v"'`,
  alias: 'Write a function, which takes it as "$1".',
  awk: `Hand it over as a value: awk -v v=… '{ print v }'`,
  ssh: `Send it over stdin: printf %s … | ssh HOST 'v=$(cat); …'`,
  shell: `Hand it over as an argument: sh -c 'echo "$1"' sh …`,
  code: 'Hand it over as an argument or in an exported variable.',
  number: 'Look first whether it is a number: case … in *[!0-9]*) exit 1 ;; esac, in a step of its own.',
}

/** The placeholders of a shell line whose values a shell, or a program as powerful, would read again as code. Pure. */
export function readAgain(template: string): ReadAgain[] {
  const names = placeholders(template).map(({ text }) => text)
  if (names.length === 0) return []
  const marked = template.replace(new RegExp(placeholderSource, 'g'), (text) => mark(names, text))
  const { commands, reckoned } = shellCommands(marked)
  const tainted = taintedNames(commands)
  const found = new Map<string, ReadAgain>()
  const tell = (words: readonly ShellWord[], why: string, how: string): void => {
    for (const word of words) {
      for (const text of valuesIn(word, names, tainted)) {
        const sentence = `${text} must not stand here: ${why}. ${how}`
        if (!found.has(text)) found.set(text, { text, sentence })
      }
    }
  }
  for (const command of commands) tellOf(command, tell)
  for (const { text, takesNumbers } of reckoned) {
    const named = [...tainted].filter(([name]) => new RegExp(`(?<!\\w)${name}\\b`).test(text)).map(([, from]) => from)
    const all = (takesNumbers ? '' : text) + named.join('')
    tell([{ text: all, open: '' }], 'a shell can run commands out of what it reckons with', spelling.number ?? '')
  }
  return [...found.values()]
}

const whenPlain = /\uE000[\uE100-\uF8FF]/g

function mark(names: readonly string[], text: string): string {
  const at = names.findIndex((name) => nameOf(name) === nameOf(text))
  return filledMark + String.fromCharCode(0xe100 + Math.min(at, 0x17ff))
}

function nameOf(text: string): string {
  return text.replace(/[{}\s]|:.*$/g, '')
}

/** The variables that are set to a value, by the mark of its placeholder. */
function taintedNames(commands: readonly ShellCommand[]): Map<string, string> {
  const tainted = new Map<string, string>()
  for (const { words } of commands) {
    const [first, name] = words
    const values = words.flatMap(({ text }) => [...text.matchAll(whenPlain)].map(([one]) => one))
    if (first?.text === 'for' && name !== undefined && values[0] !== undefined) tainted.set(name.text, values[0])
    for (const { text } of words) {
      const [, set, value = ''] = /^([A-Za-z_]\w*)\+?=([\s\S]*)$/.exec(text) ?? []
      const from = whenPlain.exec(value)?.[0]
      whenPlain.lastIndex = 0
      if (set !== undefined && from !== undefined) tainted.set(set, from)
    }
  }
  return tainted
}

/** The placeholders a word holds, or that a variable it names was set to. */
function valuesIn({ text, open }: ShellWord, names: readonly string[], tainted: ReadonlyMap<string, string>): string[] {
  const marks = [...text.matchAll(whenPlain)].map(([one]) => one)
  for (const [, name = ''] of open.matchAll(/\$\{?[!#]?([A-Za-z_]\w*)/g)) {
    const from = tainted.get(name)
    if (from !== undefined) marks.push(from)
  }
  return marks.flatMap((one) => names[one.charCodeAt(1) - 0xe100] ?? [])
}

type Tell = (words: readonly ShellWord[], why: string, how: string) => void

function tellOf(command: ShellCommand, tell: Tell): void {
  const begin = command.words.findIndex(
    ({ text }) => !opening.has(text) && !/^[A-Za-z_]\w*(?:\[[^\]]*\])?\+?=/.test(text),
  )
  const words = begin === -1 ? [] : command.words.slice(begin)
  for (const word of command.words) {
    if (running.test(word.text)) tell([word], 'what that variable holds is run', spelling.code ?? '')
    const [, subscript] = /^[A-Za-z_]\w*\[([^\]]*)\]\+?=/.exec(word.text) ?? []
    if (subscript !== undefined) {
      tell(
        [{ text: subscript, open: subscript }],
        'a subscript is reckoned with, which can run commands',
        spelling.number ?? '',
      )
    }
  }
  const carries = carriers.has(programOf(words[0]))
  for (const [at, word] of words.entries()) {
    const name = programOf(word)
    const rest = words.slice(at + 1)
    // A shell is one wherever it stands, as behind -exec; everything else where a command begins.
    if (at > 0 && !shells.test(name) && !carries) break
    tellOfProgram(name, rest, at, command, tell)
    // Whatever else stands there is an argument of that shell.
    if (shells.test(name)) break
  }
}

function tellOfProgram(name: string, rest: readonly ShellWord[], at: number, command: ShellCommand, tell: Tell): void {
  const reason = Object.hasOwn(whole, name) ? whole[name] : undefined
  if (reason !== undefined && !(at > 0 && name === '.')) {
    tell(rest, reason, spelling[name] ?? (/^(?:rsh|mosh)$/.test(name) ? spelling.ssh : spelling.code) ?? '')
    if (name === 'source' || name === '.') tellOfInput(command, reason, tell)
  }
  for (const [program, option] of coded) {
    if (!program.test(name)) continue
    for (const [index, { text }] of rest.entries()) {
      const code = rest[index + 1]
      const inline = /^(--[a-z-]+)=/.exec(text)?.[1]
      if (inline !== undefined && option.test(inline))
        tell(rest.slice(index, index + 1), codeOf(name), spellingOf(name))
      else if (option.test(text) && code !== undefined) tell([code], codeOf(name), spellingOf(name))
    }
  }
  if (name === 'xargs' && putsInCode(rest)) tellOfInput(command, 'xargs puts it into what a shell reads', tell)
  if (shells.test(name)) tellOfShell(name, rest, command, tell)
  const valued = leading.get(name)
  if (valued !== undefined && !rest.some(({ text }) => /^(?:-f|--file|-[a-zA-Z]*e|--expression)/.test(text))) {
    const index = rest.findIndex(({ text }, here) => !text.startsWith('-') && !valued.has(rest[here - 1]?.text ?? ''))
    if (index !== -1) tell(rest.slice(index, index + 1), codeOf(name), spellingOf(name))
  }
  if (declaring.has(name)) tellOfDeclaration(rest, tell)
  if (name === '[[') {
    const sides = rest.filter((_word, index) =>
      [rest[index - 1], rest[index + 1]].some((one) => comparing.test(one?.text ?? '')),
    )
    tell(sides, 'both sides are reckoned with, which can run commands', spelling.number ?? '')
  }
  if (name === 'make' || name === 'gmake') {
    tell(
      rest.filter(({ text }) => /^[\w.-]+[:+?]?=/.test(text)),
      'make reads the value of a variable again',
      'Export it as a variable of the environment and name that in the recipe as "$$v".',
    )
  }
}

/** Whether xargs makes what it reads a part of the code of a shell, not one of its arguments. */
function putsInCode(rest: readonly ShellWord[]): boolean {
  const at = rest.findIndex((word) => shells.test(programOf(word)))
  if (at === -1) return false
  const option = rest.findIndex(({ text }, index) => index > at && /^-[a-zA-Z]*c[a-zA-Z]*$/.test(text))
  const code = rest[option + 1]?.text
  if (option === -1 || code === undefined) return option !== -1
  const replaced = rest.slice(0, at).map(({ text }, index) => {
    if (text === '-I' || text === '-J') return rest[index + 1]?.text ?? ''
    return /^-I(.+)$/.exec(text)?.[1] ?? (/^-(?:i|-replace)$/.test(text) ? '{}' : '')
  })
  return replaced.some((text) => text !== '' && code.includes(text))
}

/** A shell without a script reads one from its input. */
function tellOfShell(name: string, rest: readonly ShellWord[], command: ShellCommand, tell: Tell): void {
  const script = rest.find(({ text }) => !/^[-+]/.test(text))
  const readsInput = script === undefined || rest.some(({ text }) => /^-[a-zA-Z]*s[a-zA-Z]*$/.test(text))
  if (readsInput) tellOfInput(command, codeOf(name), tell)
  if (script?.text.includes(saidMark)) tellOfInput(command, codeOf(name), tell)
}

function tellOfInput({ fed, piped, inside }: ShellCommand, why: string, tell: Tell): void {
  tell(fed, why, spelling.shell ?? '')
  for (const one of [...piped, ...inside]) tell([...one.words, ...one.fed], why, spelling.shell ?? '')
}

function tellOfDeclaration(rest: readonly ShellWord[], tell: Tell): void {
  const reckons = rest.some(({ text }) => /^[-+][a-zA-Z]*[iaAn]/.test(text))
  for (const word of rest) {
    const [, named = word.text] = /^([A-Za-z_]\w*)=/.exec(word.text) ?? []
    const why = 'it would name a variable or be reckoned with, which can run commands'
    if (reckons || named.includes(filledMark) || /\$/.test(named)) tell([word], why, 'Write the name out: export v=…')
  }
}

function programOf(word: ShellWord | undefined): string {
  return word?.text.split('/').at(-1) ?? ''
}

function codeOf(name: string): string {
  if (name === 'printf' || name === 'test' || name.startsWith('[')) {
    return 'it would name a variable, and such names are reckoned with'
  }
  return shells.test(name) ? `${name} reads it again as commands` : `${name} reads it as code`
}

function spellingOf(name: string): string {
  if (leading.has(name) && name !== 'sed') return spelling.awk ?? ''
  return (shells.test(name) || /^(?:su|runuser)$/.test(name) ? spelling.shell : spelling.code) ?? ''
}
