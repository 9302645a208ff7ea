import { expect, it } from 'vitest'
import { npmCause } from './install.mjs'
import { outOfDatePackages } from './installed.mjs'

const lock = (packages: Record<string, { version?: string; optional?: boolean }>) => ({ packages })

it('finds nothing to install when the tree is that of the lock', () => {
  const wanted = lock({ '': {}, 'node_modules/a': { version: '1.0.0' } })
  expect(outOfDatePackages(wanted, lock({ 'node_modules/a': { version: '1.0.0' } }))).toEqual([])
})

it('names packages that are missing or of another version', () => {
  const wanted = lock({ 'node_modules/a': { version: '1.0.0' }, 'node_modules/b': { version: '2.0.0' } })
  expect(outOfDatePackages(wanted, lock({ 'node_modules/a': { version: '0.9.0' } }))).toEqual([
    'node_modules/a',
    'node_modules/b',
  ])
})

it('does not miss optional packages of other platforms, but sees old ones', () => {
  const wanted = lock({
    'node_modules/a': { version: '1.0.0', optional: true },
    'node_modules/b': { version: '1.0.0', optional: true },
  })
  expect(outOfDatePackages(wanted, lock({ 'node_modules/b': { version: '0.9.0' } }))).toEqual(['node_modules/b'])
})

it.each([
  [
    'npm error code ENOTFOUND\nnpm error syscall getaddrinfo\nnpm error network request to https://x/y failed, reason: getaddrinfo ENOTFOUND x\nnpm error network This is a problem\n',
    'network request to https://x/y failed, reason: getaddrinfo ENOTFOUND x',
  ],
  [
    'npm error code EACCES\nnpm error path /x\nnpm error Your cache folder is not yours.\n',
    'EACCES, Your cache folder is not yours',
  ],
  ['npm ERR! code E404\n', 'E404'],
])("takes the cause from npm's output: %j", (output, cause) => {
  expect(npmCause(output)).toBe(cause)
})

it("takes no cause from an output without npm's errors", () => {
  expect(npmCause('Killed\n')).toBeNull()
})
