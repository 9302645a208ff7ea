import { expect, test } from 'vitest'
import { masked, maskedArgv } from './mask-secrets'

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
