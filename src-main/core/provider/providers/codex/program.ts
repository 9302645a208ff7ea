import { type Dialect, isOlder, type Word } from '../../program-dialect'
import type { KnownProgram } from '../../provider'

/** It would look for plugins on the network. Older than the least supported one it is not known. */
export const disablePlugins: Word = {
  name: '--disable plugins',
  since: '0.146.0',
  refusal: /\bUnknown feature flag: plugins\b/i,
}
/** Since it retries a refused connection for ever, it can be told not to. */
export const disableUnboundedRetries: Word = {
  name: '--disable unbounded_connection_retries',
  since: '0.148.0',
  refusal: /\bUnknown feature flag: unbounded_connection_retries\b/i,
}

export const codexProgram: KnownProgram = {
  name: 'codex',
  packageName: '@openai/codex',
  folders: ['codex'],
  leastSupported: '0.146.0',
  missingBelow: 'older ones cannot be granted folders (--add-dir), or write their events in another form',
  words: [disablePlugins, disableUnboundedRetries],
  lacking: () => null,
  askedWith: {},
  login: {
    question: ['login', 'status'],
    // Its question looks at its files alone.
    key: 'CODEX_API_KEY',
    nextStep: (program) => `Run ${program} login in a terminal, or set CODEX_API_KEY under env in config.yaml.`,
  },
  fullModelId: /^(gpt-|codex-|o\d)[\w.@:/-]*$/i,
  firstModel: 'default',
  allowing: (agent) => `Permissions full would allow agent ${agent} to do that.`,
}

/**
 * Whether a codex hands its own key to the commands that it runs, whatever it is told to keep from them: it remembers the
 * environment of a shell as it was before, and the commands get that too. Found by running them.
 */
export function handsOnItsKey({ version }: Dialect): boolean {
  return version !== null && !isOlder(version, '0.146.0') && isOlder(version, '0.158.0')
}
