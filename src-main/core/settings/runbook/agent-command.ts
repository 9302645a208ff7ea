import { basename, isAbsolute } from 'node:path'
import { suggestion } from '../../ground/nearest'
import type { Permissions } from '../provider-settings'
import { commandWords } from './command-words'

/** What the command line of an agent says of how it is run. */
export interface AgentCommand {
  readonly provider: string
  readonly model?: string
  readonly permissions?: Permissions
  /** The program, where it is not the provider's own. */
  readonly binary?: string
  /** Options that are handed on as they are. */
  readonly args: readonly string[]
  /** The text it is started with; null: none stands in the line. */
  readonly prompt: string | null
}

export type ReadCommand =
  | { readonly ok: true; readonly command: AgentCommand }
  | { readonly ok: false; readonly sentence: string }

interface Program {
  readonly provider: string
  /** False for the programs that a provider runs by itself. */
  readonly isOther: boolean
  /** What says what is done here anyway. */
  readonly implied: readonly string[]
  readonly bare: readonly string[]
  readonly withValue: readonly string[]
  /** Each takes all the words up to the next option. */
  readonly withValues: readonly string[]
  /** Each takes the name of a sandbox. */
  readonly sandbox: readonly string[]
}

const claude = {
  provider: 'anthropic',
  isOther: false,
  implied: ['-p', '--print', '--verbose'],
  bare: ['--strict-mcp-config', '--ide', '--chrome', '--no-chrome', '--disable-slash-commands'],
  withValue: [
    ...['--agent', '--agents', '--append-system-prompt', '--system-prompt', '--effort', '--fallback-model'],
    ...['--max-budget-usd', '--max-turns', '--permission-mode', '--setting-sources', '--settings', '--plugin-dir'],
  ],
  withValues: [
    ...['--add-dir', '--allowed-tools', '--allowedTools', '--disallowed-tools', '--disallowedTools', '--tools'],
    ...['--betas', '--mcp-config'],
  ],
  sandbox: [],
} as const satisfies Program

const programs: Readonly<Record<string, Program>> = {
  claude,
  // A stand-in for `claude` that answers from a script.
  claudeless: { ...claude, isOther: true, withValue: [...claude.withValue, '--scenario', '--tool-mode'] },
  codex: {
    provider: 'openai',
    isOther: false,
    implied: ['exec', '--json', '--skip-git-repo-check'],
    bare: ['--oss', '--search'],
    withValue: ['-c', '--config', '-p', '--profile', '--enable', '--disable'],
    withValues: ['-i', '--image', '--add-dir'],
    sandbox: ['-s', '--sandbox'],
  },
}

const unbounded = new Set([
  '--dangerously-skip-permissions',
  '--dangerously-bypass-approvals-and-sandbox',
  '--yolo',
  '--allow-dangerously-skip-permissions',
])
const sandboxes: Readonly<Record<string, Permissions>> = {
  'read-only': 'ask-nothing-risky',
  'workspace-write': 'workspace-write',
  'danger-full-access': 'full',
}

/** Reads the `run` of an agent: the program with its options, of which those that this can tell apart keep their meaning. */
export function agentCommand(line: string): ReadCommand {
  const split = commandWords(line)
  if (!split.ok) return split
  const [path = '', ...words] = split.words
  const name = basename(path)
  const program = Object.hasOwn(programs, name) ? programs[name] : undefined
  if (program === undefined) {
    return {
      ok: false,
      sentence: `"${name}" is neither claude nor codex; name a provider of config.yaml as provider instead`,
    }
  }
  const binary = program.isOther || isAbsolute(path) ? { binary: path } : {}
  return readWords(words, program, { provider: program.provider, args: [], prompt: null, ...binary })
}

function readWords(words: readonly string[], program: Program, begun: AgentCommand): ReadCommand {
  let command = begun
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? ''
    const [, option = word, inline] = /^(--[^=]+)=([\s\S]*)$/.exec(word) ?? []
    const value = (): string | undefined => inline ?? words[++at]
    if (program.implied.includes(word)) continue
    if (unbounded.has(word)) command = { ...command, permissions: 'full' }
    else if (option === '--model' || option === '-m') {
      const model = value()
      if (model === undefined) return { ok: false, sentence: `"${option}" needs a model after it` }
      command = { ...command, model }
    } else if (program.sandbox.includes(option)) {
      const mode = value() ?? ''
      const permissions = Object.hasOwn(sandboxes, mode) ? sandboxes[mode] : undefined
      if (permissions === undefined) {
        return { ok: false, sentence: `"${mode}" is no sandbox${suggestion(mode, Object.keys(sandboxes))}` }
      }
      command = { ...command, permissions }
    } else if (program.bare.includes(option)) command = { ...command, args: [...command.args, word] }
    else if (program.withValue.includes(option)) {
      const given = value()
      if (given === undefined) return { ok: false, sentence: `"${option}" needs a value after it` }
      command = { ...command, args: [...command.args, ...(inline === undefined ? [option, given] : [word])] }
    } else if (program.withValues.includes(option)) {
      const given: string[] = []
      while (inline === undefined && at + 1 < words.length && !words[at + 1]?.startsWith('-'))
        given.push(words[++at] ?? '')
      if (inline === undefined && given.length === 0)
        return { ok: false, sentence: `"${option}" needs a value after it` }
      command = { ...command, args: [...command.args, word, ...given] }
    } else if (word.startsWith('-')) {
      const known = [...program.bare, ...program.withValue, ...program.withValues, '--model']
      const near = suggestion(word, known)
      return {
        ok: false,
        sentence: `"${word.slice(0, 60)}" cannot be said here${near}; args of the provider in config.yaml can`,
      }
    } else if (command.prompt === null) command = { ...command, prompt: word }
    else return { ok: false, sentence: 'it is given two prompts; put them into one pair of quotes' }
  }
  // What a placeholder stands for must not become an option.
  const filled = command.args.find((arg) => /\$\{/.test(arg))
  if (filled !== undefined) return { ok: false, sentence: `an option holds no placeholders: "${filled.slice(0, 60)}"` }
  return { ok: true, command }
}
