import { expect, it } from 'vitest'
import { npmCommand } from './npm-command.mjs'

const everything = () => true
const nothing = () => false
const npm = '/usr/lib/node_modules/npm/bin/npm-cli.js'

it('runs the npm that runs the script, under its own Node', () => {
  const env = { npm_execpath: npm, npm_node_execpath: '/usr/bin/node' }
  expect(npmCommand({ env, platform: 'linux', nodePath: '/pinned/node', exists: everything })).toEqual({
    command: '/usr/bin/node',
    args: [npm],
  })
})

it('does not take another package manager for npm', () => {
  const env = { npm_execpath: '/usr/lib/node_modules/yarn/bin/yarn.js' }
  expect(npmCommand({ env, platform: 'linux', nodePath: '/pinned/node', exists: everything })).toEqual({
    command: 'npm',
    args: [],
  })
})

it('never needs the .cmd file of Windows', () => {
  const found = npmCommand({ env: {}, platform: 'win32', nodePath: '/node/node.exe', exists: everything })
  expect(found).toEqual({ command: '/node/node.exe', args: [expect.stringMatching(/npm-cli\.js$/)] })
  expect(npmCommand({ env: {}, platform: 'win32', nodePath: '/node/node.exe', exists: nothing })).toBeNull()
})
