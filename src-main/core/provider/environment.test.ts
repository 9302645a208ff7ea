import { expect, test } from 'vitest'
import { inheritedEnvironment, runEnvironment, variable } from './environment'

const host = {
  PATH: '/bin',
  HOME: '/h',
  LC_ALL: 'C',
  https_proxy: 'p',
  XDG_RUNTIME_DIR: '/r',
  NODE_OPTIONS: '--inspect',
  ANTHROPIC_API_KEY: 'a',
  CLAUDE_CODE_ENTRYPOINT: 'cli',
  CLAUDECODE: '1',
  OPENAI_API_KEY: 'o',
  CODEX_API_KEY: 'c',
  CODEX_HOME: '/codex',
  AWS_SECRET_ACCESS_KEY: 's',
  LANEKEEPER_ATTEMPT: 'outer',
}
const common = { PATH: '/bin', HOME: '/h', LC_ALL: 'C', https_proxy: 'p', XDG_RUNTIME_DIR: '/r', CODEX_HOME: '/codex' }

test('each kind inherits the allow-list and its own variables only', () => {
  expect(inheritedEnvironment('command', host, 'linux')).toEqual(common)
  expect(inheritedEnvironment('anthropic', host, 'linux')).toEqual({ ...common, ANTHROPIC_API_KEY: 'a' })
  expect(inheritedEnvironment('openai', host, 'linux')).toEqual({ ...common, OPENAI_API_KEY: 'o', CODEX_API_KEY: 'c' })
})

test('Windows keeps what its programs need, however it is spelt', () => {
  const windows = { Path: 'C:\\', SystemRoot: 'C:\\Windows', 'ProgramFiles(x86)': 'C:\\P', SECRET: 'no' }
  expect(inheritedEnvironment('command', windows, 'win32')).toEqual({
    Path: 'C:\\',
    SystemRoot: 'C:\\Windows',
    'ProgramFiles(x86)': 'C:\\P',
  })
  expect(variable(windows, 'PATH', 'win32')).toBe('C:\\')
})

test('entries of the PATH that would lead into the workspace of an agent are dropped, wherever they come from', () => {
  const pathOf = (from: string, settings: Record<string, string> = {}, platform: NodeJS.Platform = 'linux') =>
    runEnvironment({ kind: 'command', from: { PATH: from }, platform, provided: {}, settings, attempt: 'id-1' }).PATH
  expect(pathOf('node_modules/.bin:/bin:.::~/bin:/usr/bin:')).toBe('/bin:/usr/bin')
  expect(pathOf('/bin', { PATH: './bin:/opt/bin' })).toBe('/opt/bin')
  expect(pathOf('C:\\bin;bin;D:tools;;D:\\tools', {}, 'win32')).toBe('C:\\bin;D:\\tools')
  // An empty one would mean the working folder.
  expect(pathOf('.:')).toBeUndefined()
})

test('settings win over the provider, and nothing over the marker', () => {
  const env = runEnvironment({
    kind: 'command',
    from: { PATH: '/bin' },
    platform: 'linux',
    provided: { A: 'provider', B: 'provider' },
    settings: { A: 'settings', LANEKEEPER_ATTEMPT: 'x' },
    attempt: 'id-1',
  })
  expect(env).toEqual({ PATH: '/bin', A: 'settings', B: 'provider', LANEKEEPER_ATTEMPT: 'id-1' })
})
