import { type CodexChoice, type CodexConfigs, codexChoice } from './choice'

/** The provider of our own: what codex knows as `openai`, whose retries it does not let anybody set. */
const ownId = 'lanekeeper'
/** Codex refuses to have these changed. */
const builtIn = new Set(['oss', 'ollama', 'lmstudio', 'amazon-bedrock'])

/**
 * A request that fails is not repeated, as codex would then wait as long as the server asks, without a word. A stream that
 * breaks is taken up again twice, within about a second: codex says so, and `CodexDecoder` tells when to go on is to wait.
 */
const retries = {
  request_max_retries: '0',
  stream_max_retries: '2',
  stream_idle_timeout_ms: '300000',
} as const

/** Arguments for in front of those of the settings, and for behind them, that bound what codex tries again by itself. */
export interface RetryArgs {
  readonly before: readonly string[]
  readonly after: readonly string[]
}

export function retryArgs(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  configs: CodexConfigs,
): RetryArgs {
  const choice = codexChoice(args, env, configs)
  // Rather its own retries than prompts sent where nobody wanted them.
  if (choice === null) return { before: [], after: [] }
  const { modelProvider, baseUrl, isBaseUrlFiled } = choice
  // Rather its own retries than a password in a list of processes.
  const isPrivate = isBaseUrlFiled && /@|\?/.test(baseUrl ?? '')
  if (modelProvider === null || modelProvider === 'openai') {
    return { before: isPrivate ? [] : ownProvider(choice), after: [] }
  }
  // A name that is no plain key cannot be said in a dotted path.
  if (builtIn.has(modelProvider) || !/^[\w-]+$/.test(modelProvider)) return { before: [], after: [] }
  // Behind, because the settings may define that provider as a whole; a limit that they name themselves is theirs.
  const ours = Object.entries(retries).filter(([key]) => !args.some((arg) => arg.includes(key)))
  return {
    before: [],
    after: ours.flatMap(([key, value]) => ['-c', `model_providers.${modelProvider}.${key}=${value}`]),
  }
}

/** Without an address codex takes the one that belongs to the login: that of ChatGPT, or of the API for a key. */
function ownProvider({ baseUrl }: CodexChoice): string[] {
  const fields = [
    // By this name codex treats it as OpenAI's.
    'name="OpenAI"',
    ...(baseUrl === null ? [] : [`base_url=${JSON.stringify(baseUrl)}`]),
    'wire_api="responses"',
    'requires_openai_auth=true',
    'env_http_headers={OpenAI-Organization="OPENAI_ORGANIZATION",OpenAI-Project="OPENAI_PROJECT"}',
    ...Object.entries(retries).map(([key, value]) => `${key}=${value}`),
  ]
  return ['-c', `model_provider="${ownId}"`, '-c', `model_providers.${ownId}={${fields.join(',')}}`]
}
