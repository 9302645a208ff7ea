import { expect, it } from 'vitest'
import { findBrowser, usualBrowserPaths } from './find-browser.mjs'

it('takes the first browser that is there', () => {
  const there = new Set(['/opt/bin/google-chrome', '/usr/bin/chromium'])
  expect(findBrowser('linux', { PATH: '/opt/bin:/usr/bin' }, (path) => there.has(path))).toBe('/opt/bin/google-chrome')
  expect(findBrowser('linux', { PATH: '/opt/bin' }, () => false)).toBeNull()
})

it.each<[NodeJS.Platform, NodeJS.ProcessEnv]>([
  ['linux', {}],
  ['win32', {}],
])('looks nowhere on %s when the environment names no folders', (platform, env) => {
  expect(usualBrowserPaths(platform, env)).toEqual([])
})

it('knows the usual places of a Mac', () => {
  expect(usualBrowserPaths('darwin', {})).toContain('/Applications/Google Chrome.app/Contents/MacOS/Google Chrome')
})
