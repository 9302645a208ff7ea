/*
 * More than 300 lines: what is told of a command, of the code it hands on and of the variables in between is one judgement, and each
 * part of it means nothing without the others.
 */

import {
  carriers,
  coded,
  comparing,
  declaring,
  interpreters,
  leading,
  opening,
  running,
  runsIt,
  shells,
  spelling,
  whole,
} from './code-takers'
import { placeholders } from './interpolate'
import { longestLine, type Spend, spending, TooMuch } from './looking-bounds'
import { placeholderSource } from './placeholder'
import { filledMark, type ShellCommand, type ShellWord, saidMark, shellCommands } from './shell-commands'
import { functionsIn, namesIn, type Tainted, taintedNames } from './tainted-names'

/** A placeholder whose value would be read as something else than a text. */
export interface ReadAgain {
  readonly text: string
  readonly sentence: string
}

/**
 * The placeholders of a shell line whose values a shell, or a program as powerful, would read again as code. Of a line that is too long,
 * or too much, to find that out, the first is told. Pure.
 */
export function readAgain(template: string): ReadAgain[] {
  const names = placeholders(template).map(({ text }) => text)
  const [first] = names
  if (first === undefined) return []
  if (template.length > longestLine) return [{ text: first, sentence: tooLong }]
  const numbers = new Map(names.map((text, at) => [nameOf(text), at] as const).reverse())
  const marked = template.replace(new RegExp(placeholderSource, 'g'), (text) => mark(numbers.get(nameOf(text)) ?? -1))
  const found = new Map<string, ReadAgain>()
  try {
    look(marked, new Map(), names, found, 0, spending(template.length))
  } catch (error) {
    if (!(error instanceof TooMuch)) throw error
    return [{ text: first, sentence: tooMuch }]
  }
  return [...found.values()]
}

const instead = 'Write it into a script of its own and hand the values over as its arguments: sh ./script.sh {{…}}'
const tooLong = `A shell line that values are filled in has at most ${longestLine / 1024} KB; this one is longer. ${instead}`
const tooMuch = `There is too much in this shell line to see what it does with its values. ${instead}`

/** Looks through a text that a shell reads; `known`: variables from outside of it that hold values. */
function look(
  code: string,
  known: Tainted,
  names: readonly string[],
  found: Map<string, ReadAgain>,
  depth: number,
  spend: Spend,
): void {
  spend(code.length + known.size)
  const { commands, reckoned } = shellCommands(code, spend)
  const tainted = taintedNames(commands, functionsIn(code), known, spend)
  const tell = (words: readonly ShellWord[], why: string, how: string): void => {
    for (const word of words) {
      spend(1 + word.text.length / 50)
      for (const text of valuesIn(word, names, tainted)) {
        const sentence = `${text} must not stand here: ${why}. ${how}`
        if (!found.has(text)) found.set(text, { text, sentence })
      }
    }
  }
  for (const command of commands) {
    tellOf(command, tell, spend)
    if (depth < deepestCode) {
      for (const inner of codeIn(command, tainted, spend)) look(inner.code, inner.known, names, found, depth + 1, spend)
    }
  }
  tellOfScripts(commands, tell)
  tellOfNames(commands, tainted, tell)
  for (const { text, takesNumbers } of reckoned) {
    spend(tainted.size)
    const named = [...tainted].filter(([name]) => new RegExp(`(?<!\\w)${name}\\b`).test(text)).map(([, from]) => from)
    const all = (takesNumbers ? '' : text) + named.join('')
    tell([{ text: all, open: '' }], 'a shell can run commands out of what it reckons with', spelling.number ?? '')
  }
}

const whenPlain = /\uE000[\uE100-\uF8FF]/g

function mark(at: number): string {
  return filledMark + String.fromCharCode(0xe100 + Math.min(at, 0x17ff))
}

function nameOf(text: string): string {
  return text.replace(/[{}\s]|:.*$/g, '')
}

/** The placeholders a word holds, or that a variable it names was set to. */
function valuesIn({ text, open }: ShellWord, names: readonly string[], tainted: ReadonlyMap<string, string>): string[] {
  const marks = [...text.matchAll(whenPlain)].map(([one]) => one)
  for (const name of namesIn(open)) {
    const from = tainted.get(name)
    if (from !== undefined) marks.push(from)
  }
  return marks.flatMap((one) => names[one.charCodeAt(1) - 0xe100] ?? [])
}

/** Code of a shell in the code of a shell is looked through as deep as this. */
const deepestCode = 4

/** What a command hands to a shell as code, with the variables of it that hold values. */
function codeIn({ words }: ShellCommand, tainted: Tainted, spend: Spend): { code: string; known: Tainted }[] {
  return words.flatMap((word, at) => {
    const isCode = /^(?:eval|trap)$/.test(word.text)
    if (isCode || shells.test(programOf(word))) spend(4 * words.length + tainted.size)
    if (isCode) return words.slice(at + 1).map(({ text }) => ({ code: text, known: tainted }))
    if (!shells.test(programOf(word))) return []
    const option = words.findIndex(({ text }, index) => index > at && /^[-+][a-zA-Z]*c[a-zA-Z]*$/.test(text))
    const code = option === -1 ? undefined : words[option + 1]?.text
    if (code === undefined) return []
    // Its arguments are its own; the variables it has are those that are exported.
    const known = new Map(tainted)
    for (const name of known.keys()) if (!/^[A-Za-z_]/.test(name)) known.delete(name)
    const handed = words
      .slice(option + 2)
      .flatMap(({ text, open }) => [
        ...[...text.matchAll(whenPlain)].map(([one]) => one),
        ...namesIn(open).flatMap((name) => tainted.get(name) ?? []),
      ])[0]
    if (handed !== undefined) for (const name of '123456789@*') known.set(name, handed)
    return [{ code, known }]
  })
}

/** A script is run that the same line wrote a value into. */
function tellOfScripts(commands: readonly ShellCommand[], tell: Tell): void {
  const plain = (name: string): string => name.replace(/^\.\//, '')
  const run = new Set(commands.flatMap((command) => plain(scriptOf(command) ?? '')))
  run.delete('')
  if (run.size === 0) return
  for (const { words, fed, piped, written } of commands) {
    const teed = programOf(words[0]) === 'tee' ? words.slice(1).map(({ text }) => text) : []
    if (![...written, ...teed].some((name) => run.has(plain(name)))) continue
    const all = [...words, ...fed, ...piped.flatMap((one) => [...one.words, ...one.fed])]
    tell(all, 'it is written into a script that is run', spelling.shell ?? '')
  }
}

function scriptOf(command: ShellCommand): string | null {
  const [first, ...rest] = command.words.filter(({ text }) => !opening.has(text))
  if (first === undefined) return null
  const runs = shells.test(programOf(first)) || first.text === '.' || first.text === 'source'
  if (runs) return rest.find(({ text }) => !/^[-+]/.test(text))?.text ?? null
  return first.text.includes('/') ? first.text : null
}

/** Names of variables, and the values of those that hold numbers, are reckoned with. */
function tellOfNames(commands: readonly ShellCommand[], tainted: Tainted, tell: Tell): void {
  const numbers = new Set(
    commands.flatMap(({ words }) =>
      declaring.has(words[0]?.text ?? '') && words.some(({ text }) => /^-[a-zA-Z]*i/.test(text))
        ? words.map(({ text }) => /^([A-Za-z_]\w*)/.exec(text)?.[1] ?? '')
        : [],
    ),
  )
  for (const { words } of commands) {
    const reckons = words.some(({ text }) => text === 'let' || comparing.test(text)) && words[0]?.text !== '['
    for (const word of words) {
      const [, set, subscript = ''] = /^([A-Za-z_]\w*)(?:\[([^\]]*)\])?\+?=/.exec(word.text) ?? []
      if (set !== undefined && numbers.has(set))
        tell([word], 'it is reckoned with, which can run commands', spelling.number ?? '')
      // What is named this way is expanded again, or names a variable itself.
      const again = [...word.open.matchAll(/\$\{!([A-Za-z_]\w*)|\$\{([A-Za-z_]\w*)@P/g)].map(
        ([, a = '', b = '']) => a || b,
      )
      const bare =
        reckons || subscript !== '' ? [...(reckons ? word.open : subscript).matchAll(/[A-Za-z_]\w*/g)].map(String) : []
      for (const name of [...again, ...bare]) {
        const from = tainted.get(name)
        if (from !== undefined)
          tell([{ text: from, open: '' }], 'it would be expanded again or reckoned with', spelling.number ?? '')
      }
    }
  }
}

type Tell = (words: readonly ShellWord[], why: string, how: string) => void

function tellOf(command: ShellCommand, tell: Tell, spend: Spend): void {
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
    spend(words.length + command.piped.length + command.inside.length)
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
  if (interpreters.test(name) && readsItsInput(rest)) tellOfInput(command, codeOf(name), tell)
  if (name === 'git') tellOfGit(rest, tell)
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

/** Without a script, or with one that is its input, a program reads code from there. */
function readsItsInput(rest: readonly ShellWord[]): boolean {
  const files = rest.flatMap(({ text }, at) => (/^(?:-f|--file)$/.test(text) ? [rest[at + 1]?.text ?? ''] : []))
  if (files.some((file) => /^(?:-|\/dev\/stdin|\/dev\/fd\/0)$/.test(file))) return true
  const first = rest.find(({ text }) => !/^-./.test(text))?.text
  const isCoded = rest.some(({ text }) => /^-[a-zA-Z]*[ceEpr]$|^--(?:eval|print)|^-m$/.test(text))
  return !isCoded && (first === undefined || /^(?:-|\/dev\/stdin|\/dev\/fd\/0)$/.test(first))
}

/** Settings of Git that are commands. */
function tellOfGit(rest: readonly ShellWord[], tell: Tell): void {
  for (const [at, { text }] of rest.entries()) {
    const setting = text === '-c' ? rest[at + 1] : undefined
    if (setting !== undefined && runsIt.test(setting.text))
      tell([setting], 'git runs what that setting holds', spelling.code ?? '')
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
  const readsInput =
    script === undefined ||
    /^\/dev\/(?:stdin|fd\/0)$/.test(script.text) ||
    rest.some(({ text }) => /^-[a-zA-Z]*s[a-zA-Z]*$/.test(text))
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
