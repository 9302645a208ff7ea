import type { Invocation } from './invocation'

/**
 * The command line that does again what an invocation did, for a POSIX shell. Secrets are not in a record: they are taken
 * from variables of the same name where the line is run. A conversation that was begun gets a new id, as ids are used once.
 */
export function shellCommand(invocation: Invocation): string {
  const { argv, cwd, environment = {}, conversation, sessionId, stdin, promptPath } = invocation
  const words = argv.map((word) =>
    conversation === 'fresh' && word !== '' && word === sessionId ? '"$(uuidgen)"' : quoted(word),
  )
  // A name is not quoted, so only what can be one is taken: a record may have been written by something else.
  const named = Object.entries(environment).filter(([name]) => /^[A-Za-z_][A-Za-z0-9_]*$/.test(name))
  const variables = named.map(([name, value]) => (value === null ? `${name}="$${name}"` : `${name}=${quoted(value)}`))
  const command = [...variables, ...words].join(' ')
  return `cd ${quoted(cwd)} && ${withStdin(command, stdin, promptPath)}`
}

/** Secrets a record shows as `***` stood in the command line itself; nobody can put them back. */
export function isIncomplete({ argv }: Pick<Invocation, 'argv'>): boolean {
  return argv.some((word) => word.includes('***'))
}

function withStdin(command: string, stdin: Invocation['stdin'], promptPath: string): string {
  // Records of older versions do not say what went over stdin; it was the prompt.
  if (stdin === undefined) return `${command} < ${quoted(promptPath)}`
  if (stdin === null) return `${command} < /dev/null`
  if (!stdin.prompt) return `printf %s ${quoted(stdin.text)} | ${command}`
  if (stdin.text === '') return `${command} < ${quoted(promptPath)}`
  return `{ printf %s ${quoted(stdin.text)}; cat ${quoted(promptPath)}; } | ${command}`
}

/** A word as the shell takes it back unchanged. NUL cannot be in any. */
export function quoted(word: string): string {
  return /^[A-Za-z0-9_@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`
}
