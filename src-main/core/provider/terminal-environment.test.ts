import { expect, test } from 'vitest'
import { inheritedEnvironment } from './environment'
import { terminalEnvironment } from './terminal-environment'

const project = '/home/u/src/lanekeeper'
const gyp = '/usr/lib/node_modules/npm/node_modules/@npmcli/run-script/lib/node-gyp-bin'
const bins = (...folders: string[]) => folders.map((folder) => `${folder}/node_modules/.bin`)
const ownBins = bins(project, '/home/u/src', '/home/u', '/home', '')
const npm = { npm_execpath: '/usr/lib/node_modules/npm/bin/npm-cli.js', npm_command: 'run-script' }

const pathOf = (folders: readonly string[], set: Record<string, string> = npm) =>
  terminalEnvironment({ ...set, PATH: folders.join(':') }, { project, platform: 'linux' }).PATH?.split(':')

test('what npm puts in front of the PATH is taken out, and the terminal’s is left as it was', () => {
  const terminal = ['/home/u/bin', '/opt/node20/bin', '/usr/bin', '/opt/node20/bin', 'relative', '/bin']
  expect(pathOf([...ownBins, gyp, ...terminal])).toEqual(terminal)
})

test('folders with tools that the terminal itself has stay, even when npm has put the same there', () => {
  const terminal = [...bins('/home/u'), ...bins('/home/u/app'), '/usr/bin']
  expect(pathOf([...ownBins, gyp, ...terminal])).toEqual(terminal)
})

test('a script of another project that starts this one leaves nothing either', () => {
  expect(pathOf([...ownBins, gyp, ...bins('/home/u/app', '/home/u', '/home', ''), gyp, '/usr/bin'])).toEqual([
    '/usr/bin',
  ])
})

test('npx has a folder of its own in front', () => {
  const cache = '/home/u/.npm/_npx/0123456789abcdef'
  expect(pathOf([...bins(cache, '/home/u/app', '/home/u', '/home', ''), gyp, '/usr/bin'])).toEqual(['/usr/bin'])
})

test('the prefixes of Yarn, of pnpm and of Node itself are known too', () => {
  const yarn = ['/tmp/yarn--1763600000000-0.123', ...bins(project), ...bins('/home/u/.config/yarn/link')]
  const gyps = ['/usr/libexec/lib/node_modules/npm/bin/node-gyp-bin', '/usr/bin/node-gyp-bin']
  const terminal = ['/home/u/bin', '/usr/bin']
  expect(pathOf([...yarn, ...gyps, ...terminal])).toEqual(terminal)
  expect(pathOf(['/usr/lib/pnpm/dist/node-gyp-bin', ...bins(project), ...terminal])).toEqual(terminal)
  expect(pathOf([...ownBins, ...terminal], {})).toEqual(terminal)
  expect(pathOf([...bins(project, '/home/u'), ...terminal], {})).toEqual(terminal)
})

test('without a runner the terminal’s PATH is as it was, apart from this project’s own tools', () => {
  const terminal = [...bins('/home/u'), '/usr/bin', '/opt/x/node-gyp-bin']
  expect(pathOf(terminal, {})).toEqual(terminal)
  expect(pathOf(['/usr/bin', ...bins(project), '/bin'], {})).toEqual(['/usr/bin', '/bin'])
})

test('on Windows neither the case of a name nor that of a folder matters', () => {
  const folders = [
    'C:\\src\\lanekeeper\\node_modules\\.bin',
    'C:\\src\\node_modules\\.bin',
    'C:\\node_modules\\.bin',
    'C:\\npm\\node_modules\\@npmcli\\run-script\\lib\\node-gyp-bin',
    'C:\\Windows',
    'c:\\SRC\\lanekeeper\\node_modules\\.bin',
  ]
  const place = { project: 'C:\\src\\lanekeeper', platform: 'win32' } as const
  expect(terminalEnvironment({ ...npm, Path: folders.join(';') }, place)).toEqual({ Path: 'C:\\Windows' })
})

test('variables of the runner go, and those of the terminal stay', () => {
  const runner = { ...npm, npm_config_prefix: '/usr', INIT_CWD: '/x', NODE: '/usr/bin/node', COLOR: '0' }
  const terminal = { HOME: '/home/u', NPM_TOKEN: 't', NODE_PATH: '/n', SHELL: '/bin/zsh' }
  expect(terminalEnvironment({ ...runner, ...terminal }, { project, platform: 'linux' })).toEqual(terminal)
  const own = { INIT_CWD: '/x', COLOR: '1', ...terminal }
  expect(terminalEnvironment(own, { project, platform: 'linux' })).toEqual(own)
})

test('nothing that npm, Electron or Lanekeeper set for the host reaches a run', () => {
  const host = {
    ...npm,
    npm_config_https_proxy: 'p',
    INIT_CWD: '/x',
    NODE: '/pinned/node',
    NODE_OPTIONS: '--max-semi-space-size=4',
    NODE_ENV: 'production',
    NODE_CHANNEL_FD: '3',
    COLOR: '0',
    EDITOR: 'vi',
    UV_THREADPOOL_SIZE: '16',
    ELECTRON_RUN_AS_NODE: '1',
    ELECTRON_RENDERER_URL: 'http://127.0.0.1:1',
    CHROME_DESKTOP: 'electron.desktop',
    LANEKEEPER_HOME: '/h',
    LANEKEEPER_LOGIN_SHELL: '0',
    ORIGINAL_XDG_CURRENT_DESKTOP: 'GNOME',
    XDG_CURRENT_DESKTOP: 'Unity',
    PATH: [...ownBins, gyp, '/usr/bin'].join(':'),
  }
  const terminal = terminalEnvironment(host, { project, platform: 'linux' })
  for (const kind of ['command', 'anthropic', 'openai'] as const) {
    const given = { PATH: '/usr/bin', XDG_CURRENT_DESKTOP: 'GNOME' }
    expect(inheritedEnvironment(kind, terminal, 'linux')).toEqual(given)
  }
})
