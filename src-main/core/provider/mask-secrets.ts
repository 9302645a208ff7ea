const mask = '***'
const secretName = /key|token|secret|pass(?:w|ph)|credential|auth(?:ori[sz]ation|(?!or))|cookie|custom_headers/i
const secretOption = /^--?[\w-]*(key|token|secret|password|passphrase|credential)s?$/i
const tokenShape = /\b(sk-|xox[abp]-|gh[pousr]_|github_pat_|AKIA)[\w-]{8,}/g
const bearer = /(\bbearer\s+)[\w.~+/=-]{6,}/gi
const passwordInUrl = /(\b[a-z][a-z0-9+.-]{1,20}:\/\/[^\s/:@]{0,200}:)[^\s/@]{1,1000}@/gi
/** Every repetition has a limit: texts come from programs, and a pattern that can be made slow would stop everything. */
const assignment = /^([ \t]{0,8}-{0,2}[\w.-]{1,200}=)\S.*$/gm
const argument = /^(-{0,2}[\w.-]{1,200}(?:=|: ?))./
/** Settings whose names sound like secrets: a limit of tokens, a switch. */
const plainValue = /^(\d{1,10}|true|false)$/i

/** Values of variables that are named like secrets, longest first, as one may be the beginning of another. */
export function secretValues(env: Readonly<Record<string, string>>): string[] {
  return Object.entries(env)
    .filter(([name, value]) => isSecret(name, value) && value.length >= 6)
    .map(([, value]) => value)
    .sort((a, b) => b.length - a.length)
}

/** Takes out the given values and nothing else, for text whose every other word counts. */
export function withoutValues(text: string, values: readonly string[]): string {
  return values.reduce((shown, value) => shown.replaceAll(value, mask), text)
}

/** Replaces whatever looks like a secret, and the values of variables that are named like one. */
export function masked(text: string, env: Readonly<Record<string, string>>): string {
  return withoutShapes(withoutValues(text, secretValues(env)))
}

/** What `masked` does, for many texts of one run. */
export function masking(env: Readonly<Record<string, string>>): (text: string) => string {
  const values = secretValues(env)
  return (text) => withoutShapes(withoutValues(text, values))
}

/** An argv fit to be written down and shown: also the word after `--api-key` and its like is masked. */
export function maskedArgv(argv: readonly string[], env: Readonly<Record<string, string>>): string[] {
  return argv.map((word, index) => {
    const previous = argv[index - 1]
    if (previous !== undefined && secretOption.test(previous) && !word.startsWith('-')) return mask
    // The whole value goes, also where it has several lines.
    const [, name = ''] = argument.exec(word) ?? []
    if (secretName.test(name) && !/bearer /i.test(word)) return name + mask
    return masked(word, env)
  })
}

/** Variables fit to be written down: null in place of what looks like a secret. */
export function shownEnvironment(env: Readonly<Record<string, string>>): Record<string, string | null> {
  return Object.fromEntries(
    Object.entries(env).map(([name, value]) => {
      const secret = isSecret(name, value) || masked(value, {}) !== value
      return [name, secret ? null : value]
    }),
  )
}

function isSecret(name: string, value: string): boolean {
  return secretName.test(name) && !plainValue.test(value)
}

function withoutShapes(text: string): string {
  return text
    .replace(tokenShape, `$1${mask}`)
    .replace(bearer, `$1${mask}`)
    .replace(passwordInUrl, `$1${mask}@`)
    .replace(assignment, (line, name: string) => (secretName.test(name) ? name + mask : line))
}
