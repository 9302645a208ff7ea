import { expect, type Locator } from 'playwright/test'
import { message } from './fixtures/message'
import type { Panel } from './fixtures/panel'
import { test } from './fixtures/test'

/** Presses Tab until the element has the focus, as somebody without a mouse does. */
async function tabTo(panel: Panel, target: Locator, most = 40): Promise<void> {
  for (let presses = 0; presses < most; presses += 1) {
    if (await target.evaluate((element) => element === document.activeElement)) return
    await panel.page.keyboard.press('Tab')
  }
  await expect(target).toBeFocused()
}

test('the supervisor can be started and stopped without a mouse, and the focus is seen', async ({ panel }) => {
  await tabTo(panel, panel.button('Start'))
  expect(await panel.button('Start').evaluate((button) => getComputedStyle(button).outlineStyle)).not.toBe('none')
  await panel.page.keyboard.press('Enter')
  await expect(panel.supervisor).toHaveText('Running')
  await expect(panel.button('Start')).toBeFocused()
  await tabTo(panel, panel.button('Stop'))
  await panel.page.keyboard.press('Space')
  await expect(panel.supervisor).toHaveText('Stopped')
})

test('the command palette does what the buttons do', async ({ panel }) => {
  const palette = panel.page.getByRole('dialog', { name: 'Commands' })
  await panel.page.keyboard.press('Control+k')
  await expect(palette.getByRole('combobox')).toBeFocused()
  await expect(palette.getByRole('option', { name: /^Stop the supervisor/ })).toHaveAttribute('aria-disabled', 'true')
  await panel.page.keyboard.type('start the')
  await panel.page.keyboard.press('Enter')
  await expect(palette).toBeHidden()
  await expect(panel.supervisor).toHaveText('Running')

  await panel.page.keyboard.press('Control+k')
  await panel.page.keyboard.type('settings')
  await panel.page.keyboard.press('Enter')
  await expect(panel.page.getByRole('heading', { name: 'Settings', level: 1 })).toBeVisible()

  await panel.page.keyboard.press('Control+k')
  await panel.page.keyboard.type('new message')
  await panel.page.keyboard.press('Enter')
  await expect(panel.page.getByRole('dialog', { name: 'New message' })).toBeVisible()
})

test('Escape closes the command palette and leaves everything as it was', async ({ panel }) => {
  const palette = panel.page.getByRole('dialog', { name: 'Commands' })
  await panel.page.keyboard.press('Control+k')
  await expect(palette).toBeVisible()
  await panel.page.keyboard.press('Escape')
  await expect(palette).toBeHidden()
  await expect(panel.supervisor).toHaveText('Stopped')
})

test('an item is reached by Tab and arrows, opened with Enter and closed with Escape', async ({ panel, home }) => {
  for (const turn of [1, 2, 3]) await home.putIncoming(`n-${turn}.json`, message({ message: `number ${turn}` }))
  await panel.expectCounts({ Pending: 3 })
  const cards = panel.cards('Pending')
  await expect(cards).toHaveCount(3)
  await tabTo(panel, cards.first())
  await panel.page.keyboard.press('ArrowDown')
  await expect(cards.nth(1)).toBeFocused()
  await panel.page.keyboard.press('Enter')
  await expect(panel.inspector.getByRole('heading', { name: 'number 2' })).toBeVisible()
  await panel.page.keyboard.press('ArrowDown')
  await expect(panel.inspector.getByRole('heading', { name: 'number 3' })).toBeVisible()
  await panel.page.keyboard.press('Escape')
  await expect(panel.inspector).toBeHidden()
  await expect(cards.nth(2)).toBeFocused()
})
