/** What keeps a program from an answer, as far as it changes what is done about it. */
export type Trouble = 'refusal' | 'too_long' | 'outdated' | 'limit' | 'billing' | 'unauthenticated' | 'overloaded'

const kindsOfLimit =
  'usage|session|spend(?:ing)?|week(?:ly)?|month(?:ly)?|dai?ly|\\d+[ -]?h(?:ou)?rs?|five[ -]hour|hour(?:ly)?|opus|sonnet|haiku|fable|claude(?: ai)?|codex|plan|rate|requests?|messages?|tokens? per \\w+'

/**
 * Words by which programs tell it, in the order they are looked for: a limit that offers to sell more credits is a limit,
 * and a prompt that was too long for a model's limit is not.
 */
const words: readonly (readonly [Trouble, RegExp])[] = [
  [
    'refusal',
    /\bflagged (?:as|for|by)\b|content was flagged|violat\w+ (?:our|the|\w+'s) (?:\w+ )?polic|cyber[_ ]policy|invalid_prompt|content[_ ](?:policy|filter)|unable to respond to this request/i,
  ],
  [
    'too_long',
    /prompt is too long|input (?:is|was) too long|context (?:window|length|limit)|context_(?:window|length)|maximum context|conversation (?:is )?too long|too many (?:input )?tokens|request (?:is )?too large|request_too_large/i,
  ],
  [
    'outdated',
    /\bneeds an update\b|requires? a newer version|newer version .{0,40}is required|on this \w+ is out of date|please (?:update|upgrade) to the latest (?:app|version|cli)/i,
  ],
  [
    'limit',
    new RegExp(
      [
        `\\b(?:${kindsOfLimit})[ _-](?:limits?|caps?)\\b`,
        "\\b(?:hit|reached|exceeded|over) (?:your|the|an?|this) (?:[\\w’'-]+ ){0,4}(?:limits?|caps?)\\b",
        // Whatever it calls it: something that is used up comes back.
        "\\bused (?:up |all )(?:of )?(?:your|the) (?:[\\w’'-]+ ){0,4}(?:usage|allowance|messages|requests)\\b",
        '\\bresets (?:at |in |on )*(?:\\d|(?:sun|mon|tue|wed|thu|fri|sat)\\w*\\b|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)\\w*\\.? \\d|today|tomorrow|noon|midnight)',
        '^\\W*limits? (?:was |is )?(?:reached|hit|exceeded)\\b',
        '\\blimits? (?:will )?resets?\\b',
        '\\bout of (?:extra |your |codex |claude |included )*(?:usage|messages|requests)\\b',
        'too many requests',
        'rate_limit',
        'usage_(?:limit|not_included)',
      ].join('|'),
      'i',
    ),
  ],
  [
    'billing',
    /credit balance|insufficient[_ ](?:quota|credits?|funds|balance)|quota exceeded|exceeded your current quota|\bbilling\b|payment (?:is )?(?:required|failed|method)|out of credits|(?:credits|usage) (?:is |are )?required\b|upgrade (?:to|your plan)/i,
  ],
  [
    'unauthenticated',
    /not (?:logged|signed) in|logged out|please run \/?login|\b(?:run|use) [`'"]?(?:codex|claude) (?:auth )?login\b|(?:log|sign)(?:ing)?[ -]?in again|failed to authenticate|authentication[_ ](?:error|failed|required)|could not (?:be refreshed|resolve authentication|(?:load|find|resolve) (?:the |any |default |aws )*credentials)|security token .{0,40}\b(?:expired|invalid)\b|failed to refresh|refresh failed|refresh[_ ]token|oauth (?:token|session|authentication)|\b(?:token|session|credentials?|login|key) (?:has |have |is |was |are )?(?:expired|revoked|invalid(?:ated)?)\b|(?:invalid|incorrect|missing) (?:bearer |x-|auth\w* )*(?:api[- ]?key|bearer|access token|credentials)|no api key|missing environment variable|organization has been disabled|has disabled .{0,40}\baccess\b|does not have access to (?:claude|codex)\b|\bunauthori[sz]ed\b/i,
  ],
  ['overloaded', /overloaded|experiencing high load|at capacity|slow_down|\bover capacity\b/i],
]

/** What tells of an error is short; what comes behind this is not looked at, as these patterns take their time. */
export const longestTold = 8 * 1024

/** The login could not be renewed for now, as its server has a trouble of its own: nobody has to log in again for that. */
const loginUnheard =
  /\b(?:refresh|authenticate)\b.{0,60}(?:\b5\d\d\b|error sending request|timed? ?out|fetch failed|network error|\bconnection (?:refused|reset|closed|error)|\bE(?:CONN\w+|NOTFOUND|AI_AGAIN|TIMEDOUT|HOSTUNREACH|NETUNREACH)\b)/i

/** The trouble that words tell of, or null. Only for words that tell of an error: a message may quote any of them. */
export function troubleIn(said: string): Trouble | null {
  // The program's own limit of how often it asks again.
  const plain = said
    .slice(0, longestTold)
    .replaceAll('’', "'")
    .replace(/exceeded (?:the )?retry limit,?/gi, '')
  const trouble = words.find(([, pattern]) => pattern.test(plain))?.[0] ?? null
  return trouble === 'unauthenticated' && loginUnheard.test(plain) ? null : trouble
}

/** Words that tell of a model that is not there, or not for this account: asking again changes nothing. */
export const noSuchModel =
  /issue with the selected model|\bmodel_not_found\b|\bmodel\b.{0,100}\b(?:does not exist|is not supported|not found)\b/i

/** The trouble that a status of HTTP means by itself. Most errors with 400 are the request's own. */
export function troubleOfStatus(status: number): Trouble | null {
  switch (status) {
    case 401:
    case 403:
      return 'unauthenticated'
    case 402:
      return 'billing'
    case 413:
      return 'too_long'
    case 429:
      return 'limit'
    case 529:
      return 'overloaded'
    default:
      return null
  }
}

/** Names and codes that programs and their servers give an error. */
const codes: Readonly<Record<string, Trouble>> = {
  rate_limit: 'limit',
  rate_limit_error: 'limit',
  rate_limit_exceeded: 'limit',
  usage_limit_reached: 'limit',
  usage_limit_exceeded: 'limit',
  usage_not_included: 'limit',
  billing_error: 'billing',
  insufficient_quota: 'billing',
  quota_exceeded: 'billing',
  authentication_failed: 'unauthenticated',
  authentication_error: 'unauthenticated',
  oauth_org_not_allowed: 'unauthenticated',
  unauthorized: 'unauthenticated',
  invalid_api_key: 'unauthenticated',
  token_expired: 'unauthenticated',
  refresh_token_reused: 'unauthenticated',
  refresh_token_expired: 'unauthenticated',
  refresh_token_invalidated: 'unauthenticated',
  overloaded: 'overloaded',
  overloaded_error: 'overloaded',
  server_overloaded: 'overloaded',
  server_is_overloaded: 'overloaded',
  slow_down: 'overloaded',
  context_window_exceeded: 'too_long',
  context_length_exceeded: 'too_long',
  request_too_large: 'too_long',
  invalid_prompt: 'refusal',
  cyber_policy: 'refusal',
  content_policy_violation: 'refusal',
  content_filter: 'refusal',
}

/** The trouble of an error's code, written `usage_limit_reached` or `usageLimitReached`; null for any other. */
export function troubleOfCode(code: string): Trouble | null {
  const name = code.replace(/([a-z])([A-Z])/g, '$1_$2').toLowerCase()
  return Object.hasOwn(codes, name) ? (codes[name] ?? null) : null
}

/**
 * The trouble that a program of any kind names on its way out, or null. Its words alone would not do: a limit or a login that
 * it tells of may be anybody's. The names that model servers give their errors, and the status that only they have, are theirs.
 */
export function troubleNamed(said: string): Trouble | null {
  const plain = said.slice(0, longestTold)
  const named = [
    ...plain.matchAll(/["'](?:type|code)["']\s*:\s*["']([\w.-]{1,60})["']|\b([a-z]+(?:_[a-z]+)*_error)\b/g),
  ]
  for (const [, quoted, bare] of named) {
    const trouble = troubleOfCode(quoted ?? bare ?? '')
    if (trouble !== null) return trouble
  }
  return /\b529\b.{0,40}\boverloaded\b|\bmodel\b.{0,20}\boverloaded\b/i.test(plain) ? 'overloaded' : null
}
