import { expect, test } from 'vitest'
import { masked, maskedArgv, secretValues, shownEnvironment, withoutSecrets } from './mask-secrets'

test.each<[readonly string[], readonly string[]]>([
  [
    ['tool', '--api-key', 'abc', '--x'],
    ['tool', '--api-key', '***', '--x'],
  ],
  [['--api-key=abc'], ['--api-key=***']],
  [['OPENAI_API_KEY=abc'], ['OPENAI_API_KEY=***']],
  [['sk-ant-api03-abcdefgh'], ['sk-***']],
  [['Authorization: Bearer abcdef123'], ['Authorization: Bearer ***']],
  [['uses hunter2000 twice: hunter2000'], ['uses *** twice: ***']],
  [
    ['-H', 'x-api-key: abc'],
    ['-H', 'x-api-key: ***'],
  ],
  [['--private-key=one\ntwo'], ['--private-key=***']],
  [['postgres://ann:hunter9@host/db'], ['postgres://ann:***@host/db']],
  [
    ['--session-id', 'id-1', '--model', 'm'],
    ['--session-id', 'id-1', '--model', 'm'],
  ],
  [
    ['-c', 'shell_environment_policy.ignore_default_excludes=false'],
    ['-c', 'shell_environment_policy.ignore_default_excludes=false'],
  ],
])('%j is shown as %j', (argv, shown) => {
  expect(maskedArgv(argv, { DB_PASSWORD: 'hunter2000', HOME: '/home/me' })).toEqual(shown)
})

test('short values and plain variables are not taken for secrets', () => {
  expect(masked('a b /home/me', { MY_KEY: 'b', HOME: '/home/me' })).toBe('a b /home/me')
})

test('of secrets that begin alike the longer one goes whole', () => {
  expect(masked('it is abcdef123456', { A_KEY: 'abcdef', B_KEY: 'abcdef123456' })).toBe('it is ***')
})

test('lines that set a secret lose its value and nothing else', () => {
  const shown = masked('HOME=/home/me\nAWS_SECRET_ACCESS_KEY=wJalrXUtnFEMI\nthe rest', {})
  expect(shown).toBe('HOME=/home/me\nAWS_SECRET_ACCESS_KEY=***\nthe rest')
})

test('numbers and switches are no secrets, whatever their names', () => {
  const env = { MAX_THINKING_TOKENS: '200000', USE_KEYCHAIN: 'true', GIT_AUTHOR_NAME: 'Ann Other' }
  expect(secretValues(env)).toEqual([])
  expect(shownEnvironment(env)).toEqual(env)
})

test('headers, cookies and passwords in addresses are secrets', () => {
  const env = {
    ANTHROPIC_CUSTOM_HEADERS: 'x-api-key: abcdefgh',
    SESSION_COOKIE: 'abcdefgh',
    HTTPS_PROXY: 'http://ann:hunter9@proxy:8080',
  }
  expect(Object.values(shownEnvironment(env))).toEqual([null, null, null])
})

test('text that was made to be slow to look through is not', () => {
  // A pattern that tries again at every word would outlast the test.
  for (const text of ['key'.repeat(100_000), 'a://'.repeat(20_000), '-'.repeat(300_000)]) {
    expect(masked(text, {})).toHaveLength(text.length)
  }
})

const url = 'https://ann:p%40ssw0rd@api.test/v1?key=queryKey99&x=1'

test.each<[string, Readonly<Record<string, string>>, readonly string[], readonly string[]]>([
  ['the word after an option', {}, ['tool', '--api-key', 'argSecret1'], ['argSecret1']],
  ['an option with its value', {}, ['--token=argSecret2'], ['argSecret2']],
  ['a header', {}, ['-H', 'Authorization: Bearer headSecret3'], ['headSecret3']],
  ['a header that is named like a secret', {}, ['-H', 'x-api-key: headSecret4'], ['headSecret4']],
  ['a user and a password', {}, ['-u', 'ann:userSecret5'], ['userSecret5']],
  ['an address in an argument', {}, ['--base-url', url], ['p%40ssw0rd', 'p@ssw0rd', 'queryKey99']],
  ['an address in a variable of another name', { BASE: url }, [], ['p%40ssw0rd', 'p@ssw0rd', 'queryKey99']],
  ['settings in one argument', {}, ['-c', 'http_headers={ "X-Api-Key" = "tomlSecret6" }'], ['tomlSecret6']],
  ['headers of a variable', { ANTHROPIC_CUSTOM_HEADERS: 'Authorization: Bearer headSecret7' }, [], ['headSecret7']],
  ['a password by its short name', { DB_PASS: 'passSecret8' }, [], ['passSecret8']],
])('%s is taken out of whatever a program repeats, in each of its forms', (_name, env, argv, secrets) => {
  const values = secretValues(env, argv)
  for (const secret of secrets) {
    for (const form of [secret, JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret)]) {
      expect(withoutSecrets(`it said ${form}, twice: ${form}`, values)).toBe('it said ***, twice: ***')
    }
  }
  const shown = [...maskedArgv(argv, env), ...Object.values(shownEnvironment(env))].join(' ')
  for (const secret of secrets) expect(shown).not.toContain(secret)
})

test('what is no secret stays: models, folders, short words, where the program works', () => {
  const env = { HOME: '/home/me', PWD: '/home/me/work', PATH: '/usr/bin', LANG: 'C.UTF-8' }
  expect(
    secretValues(env, ['tool', '--model', 'opus-large', '-c', 'model="sonnet-5"', '--max-tokens', '100000']),
  ).toEqual([])
})
