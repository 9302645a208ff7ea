import type { RunStep } from '#shared/invocation-events'
import type { RefusedTool } from '#shared/refused-tools'
import type { Recordings } from './recording'

/** What is to become of a scenario, whichever version of its program was run. */
export interface ExpectedRun {
  /** Parts of its conclusion. */
  readonly conclusion: Readonly<Record<string, unknown>>
  /** Each is told, in this order, among others. */
  readonly steps: readonly Partial<RunStep>[]
  readonly refused: readonly RefusedTool[]
  /** It ends by a limit, and says when that ends. */
  readonly tellsEnd?: true
}

const answered = (...steps: Partial<RunStep>[]): ExpectedRun => ({
  conclusion: { ok: true, text: 'turn 1' },
  steps: [...steps, { kind: 'text', text: 'turn 1' }],
  refused: [],
})
const failed = (failureClass: string, retryable: boolean, ...steps: Partial<RunStep>[]): ExpectedRun => ({
  conclusion: { ok: false, failureClass, retryable },
  steps,
  refused: [],
})
const refusing = (tool: string, times: number, expected: ExpectedRun): ExpectedRun => ({
  ...expected,
  refused: [{ tool, times }],
})
const tool = (name: string): Partial<RunStep> => ({ kind: 'tool', name })
const result = (ok: boolean): Partial<RunStep> => ({ kind: 'result', ok })
const error: Partial<RunStep> = { kind: 'error' }
const retry: Partial<RunStep> = { kind: 'retry' }

const resumed: ExpectedRun = { ...answered(), conclusion: { ok: true, text: 'turn 2' }, steps: [{ text: 'turn 2' }] }
/** Whatever it left as, nothing says that its work was done. */
const brokenOff = (...steps: Partial<RunStep>[]): ExpectedRun => ({
  conclusion: { ok: false, retryable: true },
  steps,
  refused: [],
})
/** It begins anew the next time. */
const gone = failed('non_zero_exit', true)

const ofClaude: Readonly<Record<string, ExpectedRun>> = {
  'an answer': answered(),
  'an answer in a resumed conversation': resumed,
  'a conversation that is gone': gone,
  'a command': answered(tool('Bash'), result(true)),
  'a command that failed': answered(tool('Bash'), result(false)),
  'the model awaited, then an interrupt': brokenOff(),
  'a command, then an interrupt': brokenOff(tool('Bash')),
  'an unknown option': failed('non_zero_exit', false),
  'nobody logged in': failed('unauthenticated', false, error),
  'a malformed stream': failed('non_zero_exit', true, error),
  'a stream that breaks off': failed('non_zero_exit', true, error),
  'status 400': failed('non_zero_exit', false, error),
  'a prompt that is too long': failed('non_zero_exit', false, error),
  'status 401': failed('unauthenticated', false, error),
  'status 401 to somebody who logged in': failed('unauthenticated', false, error),
  'status 403': failed('unauthenticated', false, error),
  'status 404': failed('non_zero_exit', false, error),
  'status 413': failed('non_zero_exit', false, error),
  'status 429': failed('rate_limited', true, error),
  'a session limit with its end': { ...failed('rate_limited', true, error), tellsEnd: true },
  'a weekly limit with its end': { ...failed('rate_limited', true, error), tellsEnd: true },
  'a credit that is used up': failed('billing', false, error),
  'status 529': failed('overloaded', true, error),
  'status 500': failed('non_zero_exit', true, error),
  'the limit of turns': failed('non_zero_exit', false, tool('Bash'), result(true)),
  'a file written': answered(tool('Write'), result(true)),
  'an edit that does not fit': answered(tool('Edit'), result(false)),
  'a file written outside, refused': refusing('Write', 1, answered(tool('Write'), result(false))),
  'a command, refused three times': refusing(
    'Bash',
    3,
    answered(...Array.from({ length: 3 }, () => [tool('Bash'), result(false)]).flat()),
  ),
  'a command, refused to a reader': refusing('Bash', 1, answered(tool('Bash'), result(false))),
  'a file written, refused to a reader': refusing('Write', 1, answered(tool('Write'), result(false))),
  'an MCP server that does not start': answered({
    kind: 'error',
    text: 'The MCP server broken is not there for this run: failed.',
  }),
  'an MCP tool that failed': answered(tool('mcp__lab__fail'), result(false)),
}

const ofCodex: Readonly<Record<string, ExpectedRun>> = {
  'an answer': answered(),
  'an answer in a resumed conversation': resumed,
  'a conversation that is gone': gone,
  'a command': answered(tool('shell'), { kind: 'result', ok: true, text: 'made\n' }),
  'a command that failed': answered(tool('shell'), result(false)),
  'the model awaited, then an interrupt': brokenOff(),
  'a command, then an interrupt': brokenOff(tool('shell')),
  'an unknown option': failed('non_zero_exit', false),
  'a malformed stream': failed('non_zero_exit', true, retry, retry, error),
  'a stream that breaks off': failed('non_zero_exit', true, retry, retry, error),
  'status 400': failed('non_zero_exit', false, error),
  'status 401': failed('unauthenticated', false, retry),
  'status 403': failed('unauthenticated', false, retry),
  'status 404': failed('non_zero_exit', false, retry),
  'status 429': failed('rate_limited', true, error),
  'status 500': failed('non_zero_exit', true, retry),
  'status 503': failed('overloaded', true, retry),
  'a usage limit': failed('rate_limited', true, error),
  'a usage limit with its end': { ...failed('rate_limited', true, error), tellsEnd: true },
  'a file changed': answered({ kind: 'change', change: 'update', ok: true }),
  'a file added': answered({ kind: 'change', change: 'add', ok: true }),
  'an MCP tool that failed': answered(tool('lab.fail'), { kind: 'result', ok: false, text: 'the lab is closed' }),
  'a command that writes outside, refused': refusing('shell', 1, answered(tool('shell'), result(false))),
  'a command that writes, refused to a reader': refusing('shell', 1, answered(tool('shell'), result(false))),
  // It tells of these on stderr only, which is read apart.
  'a patch that does not fit': answered(),
  'a file added outside, refused': refusing('apply_patch', 1, answered()),
  'a file added, refused to a reader': refusing('apply_patch', 1, answered()),
  'a list of what is to be done': answered(),
  // It tells nothing of it at all.
  'an MCP server that does not start': answered(),
}

/** What is expected of a scenario, or null where only its name is new. */
export function expectedRun(provider: Recordings['provider'], name: string): ExpectedRun | null {
  const known = provider === 'anthropic' ? ofClaude : ofCodex
  return Object.hasOwn(known, name) ? (known[name] ?? null) : null
}
