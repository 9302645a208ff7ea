import { expect } from 'playwright/test'
import { test } from './fixtures/test'

test('the panel follows the system between dark and light', async ({ panel }) => {
  const brightness = () =>
    panel.page.evaluate(() => {
      const context = document.createElement('canvas').getContext('2d')
      if (context === null) throw new Error('no canvas')
      context.fillStyle = getComputedStyle(document.body).backgroundColor
      context.fillRect(0, 0, 1, 1)
      return Math.max(...context.getImageData(0, 0, 1, 1).data.slice(0, 3))
    })
  const dark = () => expect.poll(brightness).toBeLessThan(64)
  const light = () => expect.poll(brightness).toBeGreaterThan(192)
  await panel.page.emulateMedia({ colorScheme: 'dark' })
  await dark()
  await panel.page.emulateMedia({ colorScheme: 'light' })
  await light()

  await panel.button('Dark theme').click()
  await expect(panel.button('Dark theme')).toHaveAttribute('aria-pressed', 'true')
  await dark()
  await panel.page.reload()
  await panel.shown()
  await dark()

  await panel.button('Light theme').click()
  await panel.page.emulateMedia({ colorScheme: 'dark' })
  await light()
  await panel.button('System theme').click()
  await dark()
})
