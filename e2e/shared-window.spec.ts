import { expect } from 'playwright/test'
import { test } from './fixtures/test'

test.skip(({ hostKind }) => hostKind !== 'browser', 'Electron has a window of its own for each home')

test('a test finds nothing in its window of what an earlier one left there', async ({ browserHost, sharedWindow }) => {
  const window = await sharedWindow()
  const { address } = browserHost
  const earlier = await window.newPage()
  await earlier.goto(address.href)
  await expect(earlier.getByRole('status', { name: 'Supervisor' })).toBeVisible()
  await earlier.evaluate(() => localStorage.setItem('left', 'here'))
  expect(await earlier.context().cookies()).toHaveLength(1)

  await window.clear(address)
  expect(earlier.isClosed()).toBe(true)
  const later = await window.newPage()
  expect(await later.context().cookies()).toEqual([])
  expect((await later.goto(address.origin))?.status()).toBe(403)
  expect(await later.evaluate(() => localStorage.length)).toBe(0)
  await window.clear(address)
})
