const mask = '***'
const secretName = /key|token|secret|passw|credential|authorization/i
const secretOption = /^--?[\w-]*(key|token|secret|password|credential)s?$/i
const tokenShape = /\b(sk-|xox[abp]-|gh[pousr]_|github_pat_|AKIA)[\w-]{8,}/g

/** Replaces whatever looks like a secret, and the values of variables that are named like one. */
export function masked(text: string, env: Readonly<Record<string, string>>): string {
  let shown = text
  for (const [name, value] of Object.entries(env)) {
    if (secretName.test(name) && value.length >= 6) shown = shown.replaceAll(value, mask)
  }
  return shown
    .replace(tokenShape, `$1${mask}`)
    .replace(/(\bbearer\s+)[\w.~+/=-]{6,}/gi, `$1${mask}`)
    .replace(/^(-{0,2}[\w.-]*(?:key|token|secret|password|credential)[\w.-]*=).+$/is, `$1${mask}`)
}

/** An argv fit to be written down and shown: also the word after `--api-key` and its like is masked. */
export function maskedArgv(argv: readonly string[], env: Readonly<Record<string, string>>): string[] {
  return argv.map((word, index) => {
    const previous = argv[index - 1]
    const follows = previous !== undefined && secretOption.test(previous) && !word.startsWith('-')
    return follows ? mask : masked(word, env)
  })
}

/** Variables fit to be written down: null in place of what looks like a secret. */
export function shownEnvironment(env: Readonly<Record<string, string>>): Record<string, string | null> {
  return Object.fromEntries(
    Object.entries(env).map(([name, value]) => {
      const secret = secretName.test(name) || masked(value, {}) !== value
      return [name, secret ? null : value]
    }),
  )
}
