import type { z } from 'zod'
import type { Wish } from '../../../e2e/models/wish'
import type { Permissions } from '../../core/settings/provider-settings'

/** One way a run of a real program can go, brought about by what a model of our own answers. */
export interface Scenario {
  readonly name: string
  readonly provider: 'anthropic' | 'openai'
  /** The message, or what the model is to do. */
  readonly wish: z.input<typeof Wish> | string
  /** `full` by default. */
  readonly permissions?: Permissions
  /** A key by default. */
  readonly login?: 'key' | 'person' | 'none'
  /** Arguments of the settings. */
  readonly args?: (at: { readonly outside: string; readonly mcpServer: string }) => readonly string[]
  /** A conversation of its own, or one that does not exist. */
  readonly resumes?: 'itself' | 'another'
  /** SIGINT from outside, while the model is awaited or while a command runs. */
  readonly interrupt?: 'awaiting' | 'working'
}

const resetsAt = 4_102_444_800 // the year 2100: the same in every recording
const limited = (claim: string) => ({
  status: 429,
  headers: {
    'anthropic-ratelimit-unified-status': 'rejected',
    'anthropic-ratelimit-unified-reset': String(resetsAt),
    'anthropic-ratelimit-unified-representative-claim': claim,
  },
  error: { type: 'rate_limit_error', message: 'This request would exceed your account’s rate limit.' },
})
const status = (code: number, type: string, message: string) => ({ status: code, error: { type, message } })

const both = ['anthropic', 'openai'] as const
const common: Scenario[] = both.flatMap((provider) => [
  { provider, name: 'an answer', wish: {} },
  { provider, name: 'an answer in a resumed conversation', wish: {}, resumes: 'itself' },
  { provider, name: 'a conversation that is gone', wish: {}, resumes: 'another' },
  { provider, name: 'a command', wish: { command: 'echo made > made.txt; cat made.txt' } },
  { provider, name: 'a command that failed', wish: { command: 'echo no >&2; exit 3' } },
  { provider, name: 'the model awaited, then an interrupt', wish: { stream: 'hang' }, interrupt: 'awaiting' },
  { provider, name: 'a command, then an interrupt', wish: { command: 'touch begun; sleep 60' }, interrupt: 'working' },
  { provider, name: 'an unknown option', wish: {}, args: () => ['--no-such-option'] },
  { provider, name: 'a malformed stream', wish: { stream: 'malformed' } },
  { provider, name: 'a stream that breaks off', wish: { stream: 'cut' } },
])

const claude: Omit<Scenario, 'provider'>[] = [
  { name: 'nobody logged in', wish: {}, login: 'none' },
  { name: 'status 400', wish: status(400, 'invalid_request_error', 'messages: must not be empty') },
  {
    name: 'a prompt that is too long',
    wish: status(400, 'invalid_request_error', 'prompt is too long: 213462 tokens > 200000 maximum'),
  },
  { name: 'status 401', wish: status(401, 'authentication_error', 'invalid x-api-key') },
  {
    name: 'status 401 to somebody who logged in',
    wish: status(401, 'authentication_error', 'OAuth token has expired.'),
    login: 'person',
  },
  { name: 'status 403', wish: status(403, 'permission_error', 'not allowed') },
  { name: 'status 404', wish: status(404, 'not_found_error', 'model: claude-nine') },
  { name: 'status 413', wish: status(413, 'request_too_large', 'Request exceeds the maximum size') },
  { name: 'status 429', wish: status(429, 'rate_limit_error', 'Number of requests has exceeded your rate limit') },
  { name: 'status 500', wish: status(500, 'api_error', 'Internal server error') },
  { name: 'status 529', wish: status(529, 'overloaded_error', 'Overloaded') },
  {
    name: 'a credit that is used up',
    wish: status(400, 'invalid_request_error', 'Your credit balance is too low to access the Anthropic API.'),
  },
  { name: 'a session limit with its end', wish: limited('five_hour'), login: 'person' },
  { name: 'a weekly limit with its end', wish: limited('seven_day'), login: 'person' },
  { name: 'the limit of turns', wish: { command: 'true' }, args: () => ['--max-turns', '1'] },
  {
    name: 'a file written outside, refused',
    wish: { call: { name: 'Write', input: { file_path: '/nowhere/x.txt', content: 'x' } } },
    permissions: 'workspace-write',
  },
  {
    name: 'a file written',
    wish: { call: { name: 'Write', input: { file_path: 'made.txt', content: 'x' } } },
    permissions: 'workspace-write',
  },
  {
    name: 'an edit that does not fit',
    wish: { call: { name: 'Edit', input: { file_path: 'gone.txt', old_string: 'a', new_string: 'b' } } },
    permissions: 'workspace-write',
  },
  {
    name: 'a command, refused three times',
    wish: { call: { name: 'Bash', input: { command: 'curl http://127.0.0.1:9/', description: 'x' }, times: 3 } },
    permissions: 'workspace-write',
  },
  {
    name: 'a command, refused to a reader',
    wish: { call: { name: 'Bash', input: { command: 'touch x', description: 'x' } } },
    permissions: 'ask-nothing-risky',
  },
  {
    name: 'a file written, refused to a reader',
    wish: { call: { name: 'Write', input: { file_path: 'made.txt', content: 'x' } } },
    permissions: 'ask-nothing-risky',
  },
  {
    name: 'an MCP server that does not start',
    wish: {},
    args: () => ['--mcp-config', JSON.stringify({ mcpServers: { broken: { command: '/nowhere/server' } } })],
  },
  {
    name: 'an MCP tool that failed',
    wish: { call: { name: 'mcp__lab__fail', input: {} } },
    args: ({ mcpServer }) => [
      '--mcp-config',
      JSON.stringify({ mcpServers: { lab: { command: 'node', args: [mcpServer] } } }),
    ],
  },
]

const patch = (file: string, lines: string) => `*** Begin Patch\n${lines.replaceAll('FILE', file)}\n*** End Patch\n`
const mcp = (name: string, command: string, args: readonly string[]) => [
  '-c',
  `mcp_servers.${name}={command=${JSON.stringify(command)},args=${JSON.stringify(args)}}`,
]

// A command that its sandbox ends at once is not told of by codex, so those here take a moment.
const codex: Omit<Scenario, 'provider'>[] = [
  { name: 'status 400', wish: status(400, 'invalid_request_error', 'Unsupported parameter.') },
  { name: 'status 401', wish: status(401, 'invalid_request_error', 'Incorrect API key provided') },
  { name: 'status 403', wish: status(403, 'invalid_request_error', 'not allowed') },
  { name: 'status 404', wish: status(404, 'invalid_request_error', 'The model gpt-nine does not exist') },
  { name: 'status 429', wish: status(429, 'rate_limit_error', 'Rate limit reached') },
  { name: 'status 500', wish: status(500, 'server_error', 'The server had an error') },
  { name: 'status 503', wish: status(503, 'server_error', 'Overloaded') },
  {
    name: 'a usage limit with its end',
    wish: {
      status: 429,
      error: {
        type: 'usage_limit_reached',
        plan_type: 'plus',
        resets_at: resetsAt,
        message: 'The usage limit has been reached',
      },
    },
  },
  {
    name: 'a usage limit',
    wish: {
      status: 429,
      error: { type: 'usage_limit_reached', plan_type: 'plus', message: 'The usage limit has been reached' },
    },
  },
  {
    name: 'a file changed',
    wish: { call: { name: 'apply_patch', input: patch('notes.txt', '*** Update File: FILE\n@@\n-one\n+three') } },
    permissions: 'workspace-write',
  },
  {
    name: 'a file added',
    wish: { call: { name: 'apply_patch', input: patch('made.txt', '*** Add File: FILE\n+x') } },
    permissions: 'workspace-write',
  },
  {
    name: 'a patch that does not fit',
    wish: { call: { name: 'apply_patch', input: patch('notes.txt', '*** Update File: FILE\n@@\n-seven\n+eight') } },
    permissions: 'workspace-write',
  },
  {
    name: 'a file added outside, refused',
    wish: { call: { name: 'apply_patch', input: patch('../outside.txt', '*** Add File: FILE\n+x') } },
    permissions: 'workspace-write',
  },
  {
    name: 'a file added, refused to a reader',
    wish: { call: { name: 'apply_patch', input: patch('made.txt', '*** Add File: FILE\n+x') } },
    permissions: 'ask-nothing-risky',
  },
  {
    name: 'a command that writes outside, refused',
    wish: { command: 'sleep 0.5; echo x > ../outside.txt' },
    permissions: 'workspace-write',
  },
  {
    name: 'a command that writes, refused to a reader',
    wish: { command: 'sleep 0.5; touch x' },
    permissions: 'ask-nothing-risky',
  },
  {
    name: 'a list of what is to be done',
    wish: { call: { name: 'update_plan', input: { plan: [{ step: 'look', status: 'in_progress' }] } } },
  },
  { name: 'an MCP server that does not start', wish: {}, args: () => mcp('broken', '/nowhere/server', []) },
  {
    name: 'an MCP tool that failed',
    wish: { call: { name: 'mcp__lab__fail', input: {} } },
    args: ({ mcpServer }) => mcp('lab', 'node', [mcpServer]),
  },
]

export const scenarios: readonly Scenario[] = [
  ...common,
  ...claude.map((scenario) => ({ ...scenario, provider: 'anthropic' as const })),
  ...codex.map((scenario) => ({ ...scenario, provider: 'openai' as const })),
]
