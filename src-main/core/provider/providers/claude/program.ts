import { understands, type Word } from '../../program-dialect'
import type { KnownProgram } from '../../provider'

/** A list of the tools that there are. */
export const toolList: Word = {
  name: '--tools',
  since: '2.0.31',
  refusal: /^error: unknown option '--tools'/m,
}
/** Tools that nobody allowed are refused, also where reading alone would be let pass. */
export const dontAsk: Word = {
  name: '--permission-mode dontAsk',
  since: '2.0.44',
  refusal: /^error: option '--permission-mode .*argument 'dontAsk' is invalid/m,
}

export const claudeProgram: KnownProgram = {
  name: 'claude',
  packageName: '@anthropic-ai/claude-code',
  folders: ['claude', 'claude-code'],
  leastSupported: '2.0.30',
  missingBelow: 'before 2.0 it cannot be kept from hooks and servers of its working folder, and refuses to start',
  words: [toolList, dontAsk],
  lacking: (version) =>
    understands({ version, refused: [] }, dontAsk)
      ? null
      : 'It does not know the permission mode dontAsk, so ask-nothing-risky is enforced by a list of refused tools.',
  askedWith: { CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1', DISABLE_AUTOUPDATER: '1' },
  login: {
    question: ['auth', 'status'],
    key: null,
    nextStep: (program) =>
      `Run ${program} in a terminal and log in, or set ANTHROPIC_API_KEY under env in config.yaml.`,
  },
  fullModelId: /^claude-[a-z0-9][\w.@:/[\]-]*$/i,
  firstModel: 'sonnet',
  allowing: (agent) =>
    `Permissions full would allow them to agent ${agent}; so would --allowedTools with their names, in args of its provider in config.yaml.`,
}
