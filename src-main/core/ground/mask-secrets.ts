const mask = '***'
const secretName =
  /key|token|secret|pass(?:w|ph)|(?:^|[_-])(?:pass|pat|dsn)(?:$|[_:=-])|[_-]pwd(?:$|[_:=-])|credential|auth(?:ori[sz]ation|(?!or))|cookie|custom_headers/i
const secretOption = /^--?[\w-]*(key|token|secret|passw(?:or)?d|passphrase|credential|cookie|bearer|auth)s?$/i
/** Of a word after these what stands behind its colon is a password. */
const userOption = /^(-u|--user|--proxy-user)$/
const tokenShape = /\b(sk-|xox[abp]-|gh[pousr]_|github_pat_|AKIA)[\w-]{8,}/g
const bearer = /(\bbearer\s+)[\w.~+/=-]{6,}/gi
const passwordInUrl = /(\b[a-z][a-z0-9+.-]{1,20}:\/\/[^\s/:@]{0,200}:)[^\s/@]{1,1000}@/gi
/** Every repetition has a limit: texts come from programs, and a pattern that can be made slow would stop everything. */
const assignment = /^([ \t]{0,8}-{0,2}[\w.-]{1,200}=)\S.*$/gm
const argument = /^(-{0,2}[\w.-]{1,200}(?:=|: ?))./
/** Settings whose names sound like secrets: a limit of tokens, a switch. */
const plainValue = /^(\d{1,10}|true|false)$/i

/** Whether what is called so is most likely a secret. */
export function isSecretName(name: string): boolean {
  return secretName.test(name)
}

/** What is looked for in everything that a run gives: shorter values stand in too much that is none. */
const shortest = 6
const parameter = /[?&]([\w.-]{1,100})=([^&\s"'#]{1,2000})/g
const inHeader = /\bbearer\s+([\w.~+/=-]{6,})/gi
const urlPassword = /\b[a-z][a-z0-9+.-]{1,20}:\/\/[^\s/:@]{0,200}:([^\s/@]{1,1000})@/gi
/** `"x-api-key" = "value"` and the like, as TOML and JSON write a setting within an argument. */
const quotedSetting = /["']?([\w.-]{1,100})["']?\s{0,5}[=:]\s{0,5}["']([^"'\n]{1,2000})["']/g

/**
 * What must not be shown of a run: values of variables that are named like secrets, and what its program is told as one in
 * its arguments, in addresses and in headers. In every form in which a program may repeat it, longest first, as one may be the
 * beginning of another.
 */
export function secretValues(env: Readonly<Record<string, string>>, argv: readonly string[] = []): string[] {
  const found = new Set<string>()
  const add = (value: string | undefined): void => {
    if (value === undefined || value.length < shortest || plainValue.test(value)) return
    found.add(value)
    found.add(JSON.stringify(value).slice(1, -1))
    found.add(encodedForUrl(value))
    found.add(decodedFromUrl(value))
  }
  for (const [name, value] of Object.entries(env)) {
    if (isSecret(name, value)) add(value)
    for (const part of secretsWithin(value)) add(part)
  }
  for (const [at, word] of argv.entries()) {
    const previous = argv[at - 1] ?? ''
    if (secretOption.test(previous) && !word.startsWith('-')) add(word)
    if (userOption.test(previous) && word.includes(':')) add(word.slice(word.indexOf(':') + 1))
    const [, name = ''] = argument.exec(word) ?? []
    if (secretName.test(name)) add(word.slice(name.length).replace(/^bearer\s+/i, ''))
    for (const part of secretsWithin(word)) add(part)
  }
  return [...found].filter((value) => value.length >= shortest).sort((a, b) => b.length - a.length)
}

/** Secrets that a text holds besides other things: an address, a header, settings in one argument. */
function* secretsWithin(text: string): Generator<string> {
  for (const [, password] of text.matchAll(urlPassword)) if (password !== undefined) yield password
  for (const [, token] of text.matchAll(inHeader)) if (token !== undefined) yield token
  for (const [, name = '', value = ''] of text.matchAll(parameter)) if (secretName.test(name)) yield value
  for (const [, name = '', value = ''] of text.matchAll(quotedSetting)) {
    if (secretName.test(name)) yield value.replace(/^bearer\s+/i, '')
  }
}

function encodedForUrl(value: string): string {
  return value.isWellFormed() ? encodeURIComponent(value) : value
}

function decodedFromUrl(value: string): string {
  try {
    return decodeURIComponent(value)
  } catch {
    return value
  }
}

/** Takes out the given values and nothing else, for text whose every other word counts. */
export function withoutValues(text: string, values: readonly string[]): string {
  return values.reduce((shown, value) => shown.replaceAll(value, mask), text)
}

/** Takes out these values, and whatever else looks like a secret. */
export function withoutSecrets(text: string, values: readonly string[]): string {
  return withoutShapes(withoutValues(text, values))
}

/** Replaces whatever looks like a secret, and the values of variables that are named like one. */
export function masked(text: string, env: Readonly<Record<string, string>>): string {
  return withoutSecrets(text, secretValues(env))
}

/** `--api-key VALUE` within a line, and `NAME=value`, `X-Api-Key: value` or `"password": "value"`. */
const optionInLine = /(^|[\s"'(])(--?[\w-]{1,60})([ \t]{1,5}["']?)([^\s"'-][^\s"']{0,1000})/g
const namedInLine = /([\w.-]{1,100})(["']?[ \t]{0,5}[:=][ \t]{0,5}["']?)([^\s"'`,;&|)\]}]{1,1000})/g
const authorization = /(\bauthorization["']?[ \t]{0,5}[:=][ \t]{0,5})[^"'\n]{1,1000}/gi
/** What is filled in later is no secret of the line. */
const filledIn = /^(?:\$|\{\{)/

/** A text that may hold lines of a shell, with asterisks for what they give away. */
export function maskedLine(text: string): string {
  const shown = text
    .replace(authorization, `$1${mask}`)
    .replace(optionInLine, (found, before: string, option: string, gap: string, value: string) =>
      secretOption.test(option) && !filledIn.test(value) ? before + option + gap + mask : found,
    )
    .replace(namedInLine, (found, name: string, sign: string, value: string) => {
      // `Key: value` may be prose; a name of several words, or before a sign of equality, is none.
      const isSetting = sign.includes('=') || /[-_"']/.test(name + sign) || /^(?:password|passwd|cookie)$/i.test(name)
      return isSetting && isSecret(name, value) && !filledIn.test(value) ? name + sign + mask : found
    })
  return masked(shown, {})
}

/** An argv fit to be written down and shown: also the word after `--api-key` and its like is masked. */
export function maskedArgv(argv: readonly string[], env: Readonly<Record<string, string>>): string[] {
  const values = secretValues(env, argv)
  return argv.map((word, index) => {
    const previous = argv[index - 1]
    if (previous !== undefined && secretOption.test(previous) && !word.startsWith('-')) return mask
    // The whole value goes, also where it has several lines.
    const [, name = ''] = argument.exec(word) ?? []
    if (secretName.test(name) && !/bearer /i.test(word)) return name + mask
    if (previous !== undefined && userOption.test(previous)) return word.replace(/:.*$/s, `:${mask}`)
    return withoutSecrets(withoutValues(word, [...secretsWithin(word)]), values)
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
    .replace(parameter, (found, name: string, value: string) =>
      secretName.test(name) ? found.slice(0, -value.length) + mask : found,
    )
    .replace(assignment, (line, name: string) => (secretName.test(name) ? name + mask : line))
}
