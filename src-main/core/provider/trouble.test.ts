import { expect, test } from 'vitest'
import { plainWords } from './plain-words'
import { resetTime } from './reset-time'
import { longestTold, type Trouble, troubleIn, troubleOfCode, troubleOfStatus } from './trouble'

test.each<[string, Trouble | null]>([
  ["You've hit your limit · resets 2pm (Europe/Rome)", 'limit'],
  ['You’ve hit your session limit · resets 12:50am (America/Los_Angeles)', 'limit'],
  ["You've hit your weekly limit · resets Thu 9am (Europe/Rome)", 'limit'],
  ["You've hit your Opus weekly limit", 'limit'],
  ['Weekly limit reached · resets Dec 9, 3pm (Europe/Rome)', 'limit'],
  ['5-hour limit reached ∙ resets 6pm', 'limit'],
  ['Opus weekly limit reached ∙ resets Oct 24', 'limit'],
  ['Claude AI usage limit reached|1766502000', 'limit'],
  ['Claude usage limit reached. Your limit will reset at 12am.', 'limit'],
  ["You're out of extra usage · resets 2:30pm (Asia/Tokyo)", 'limit'],
  ['You’re out of Codex messages. To continue upgrade to Plus', 'limit'],
  ['You have reached your specified API usage limits. You will regain access on 2026-12-01 at 00:00 UTC.', 'limit'],
  ["This request would exceed your account's rate limit. Please try again later.", 'limit'],
  ["You've hit your usage limit. Upgrade to Pro, or wait for limits to reset (every 5h and every week.).", 'limit'],
  [
    "You've hit your usage limit. Visit https://chatgpt.com/codex/settings/usage to purchase more credits or try again at 3:05 PM.",
    'limit',
  ],
  ["You've hit your usage limit for gpt-5.1-codex. Switch to another model now, or try again later.", 'limit'],
  ['You’ve reached your usage limit. Upgrade your plan or add credits to continue', 'limit'],
  ['429 Too Many Requests', 'limit'],
  ['stream disconnected before completion: Rate limit reached for gpt-5. Please try again in 17.2s.', 'limit'],
  ['Credit balance is too low', 'billing'],
  ['Quota exceeded. Check your plan and billing details.', 'billing'],
  ['You exceeded your current quota, please check your plan and billing details.', 'billing'],
  ['Failed to authenticate: OAuth session expired and could not be refreshed', 'unauthenticated'],
  ['OAuth token has expired. Please obtain a new token or refresh your existing token.', 'unauthenticated'],
  ['Not logged in · Please run /login', 'unauthenticated'],
  ['Invalid API key · Fix external API key', 'unauthenticated'],
  ['Invalid bearer token', 'unauthenticated'],
  ['Failed to refresh token: 401 Unauthorized', 'unauthenticated'],
  [
    'Your access token could not be refreshed because your refresh token was already used. Please log out and sign in again.',
    'unauthenticated',
  ],
  [
    'Your access token could not be refreshed because you have since logged out or signed in to another account. Please sign in again.',
    'unauthenticated',
  ],
  ['Error: Token refresh failed: 401', 'unauthenticated'],
  // The server of logins has a trouble of its own: nobody has to log in again.
  ['Failed to refresh token: 503 Service Unavailable', null],
  ['Failed to refresh token: Failed to refresh token: 500 Internal Server Error', null],
  ['Failed to refresh token: error sending request for url (https://auth.openai.com/oauth/token)', null],
  ['Failed to refresh token: operation timed out', null],
  ['Failed to authenticate. API Error: Request timed out.', null],
  ['OAuth token refresh failed: connect ECONNREFUSED 127.0.0.1:443', null],
  ['Token refresh failed: fetch failed', null],
  ['Failed to refresh token: 429 Too Many Requests', 'limit'],
  ['Missing environment variable: `CODEX_API_KEY`.', 'unauthenticated'],
  ["You've used all your included usage · resets 3pm (America/New_York)", 'limit'],
  ["You've used up your weekly allowance. It resets on Dec 4 at 5:59 a.m.", 'limit'],
  ["You've hit your extra usage spend limit ∙ Your limit resets at 3:00 PM", 'limit'],
  ['You hit your spend cap set by the owner of your workspace. Ask an owner to increase your spend cap.', 'limit'],
  ['Usage credits required for 1M context · turn on usage credits, or use --model to switch', 'billing'],
  ['Extra usage is required for long context requests.', 'billing'],
  [
    'Your organization has disabled Claude subscription access for Claude Code · Use an Anthropic API key instead, or ask your admin to enable access',
    'unauthenticated',
  ],
  ['Your organization does not have access to Claude. Contact your administrator.', 'unauthenticated'],
  ['Could not load credentials from any providers', 'unauthenticated'],
  ['Could not load the default credentials. Browse to https://example.com', 'unauthenticated'],
  ['The security token included in the request is expired', 'unauthenticated'],
  ["Not signed in. Please run 'codex login' to sign in with ChatGPT, then re-run 'codex'.", 'unauthenticated'],
  ['Overloaded', 'overloaded'],
  ['Opus is experiencing high load, please use /model to switch to Sonnet', 'overloaded'],
  ['Conversation too long. Press esc twice to go up a few messages and try again.', 'too_long'],
  ['It looks like your version of Claude Code (1.0.51) needs an update.', 'outdated'],
  ["The 'gpt-5.6' model requires a newer version of Codex. Please upgrade to the latest app or CLI.", 'outdated'],
  ['Codex on this environment is out of date. Update to 0.119.0 or newer.', 'outdated'],
  ['Selected model is at capacity. Please try a different model.', 'overloaded'],
  ['prompt is too long: 213462 tokens > 200000 maximum', 'too_long'],
  ["Codex ran out of room in the model's context window. Start a new thread", 'too_long'],
  ['This content was flagged for possible cybersecurity risk. If this seems wrong, try rephrasing.', 'refusal'],
  ['Invalid prompt: your prompt was flagged as potentially violating our usage policy.', 'refusal'],
  ['Claude Code is unable to respond to this request, which appears to violate our Usage Policy', 'refusal'],
  ['exceeded retry limit, last status: 500 Internal Server Error', null],
  ['We’re currently experiencing high demand, which may cause temporary errors.', null],
  ['stream disconnected before completion: network error', null],
  ['Request timed out', null],
  ['503 upstream connect error or disconnect/reset before headers. reset reason: overflow', null],
  ['The connection resets from time to time', null],
  ['Could not load the plugin', null],
  ['Reached maximum number of turns (2)', null],
  ['Unexpected token < in JSON at position 0', null],
  ['', null],
])('%s', (said, trouble) => {
  expect(troubleIn(said)).toBe(trouble)
})

test('names of errors are known however they are written', () => {
  expect(['usage_limit_reached', 'usageLimitExceeded', 'RateLimitExceeded', 'constructor'].map(troubleOfCode)).toEqual([
    'limit',
    'limit',
    'limit',
    null,
  ])
  expect([401, 402, 413, 429, 529, 400, 404, 500].map(troubleOfStatus)).toEqual([
    'unauthenticated',
    'billing',
    'too_long',
    'limit',
    'overloaded',
    null,
    null,
    null,
  ])
})

test.each([
  [
    'API Error: 529 {"type":"error","error":{"type":"overloaded_error","message":"Overloaded"},"request_id":"req_01"}',
    'API Error: 529 Overloaded',
  ],
  [
    '401 {"error":{"message":"It \\"has\\" expired.\\nAgain.","code":1}} · Please run /login',
    '401 It "has" expired. Again. · Please run /login',
  ],
  ['API Error: 400 {"type":"error","error":{"message":"cut sho', 'API Error: 400 cut sho'],
  ['unexpected status 401: no, url: http://127.0.0.1/v1/responses, request id: req_31', 'unexpected status 401: no'],
  ['{}', ''],
  ['use {braces} as they are', 'use {braces} as they are'],
])('%s is quoted as: %s', (said, words) => {
  expect(plainWords(said)).toBe(words)
})

test('of a long error only the beginning is looked at, so that no error takes long to read', () => {
  const limit = 'You’ve hit your usage limit. Try again in 5 minutes.'
  const behind = `${'a '.repeat(longestTold / 2)}${limit}`
  expect([troubleIn(`${limit} ${behind}`), resetTime(`${limit} ${behind}`, 0)]).toEqual(['limit', 300_000])
  expect([troubleIn(behind), resetTime(behind, 0)]).toEqual([null, null])
})
