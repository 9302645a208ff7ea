import { expect } from 'playwright/test'
import { expectAccessible } from './fixtures/accessible'
import { message } from './fixtures/message'
import type { Panel } from './fixtures/panel'
import { test } from './fixtures/test'

const found = (panel: Panel) => panel.page.getByRole('list', { name: 'Found items' }).getByRole('listitem')
const field = (panel: Panel) => panel.page.getByRole('searchbox', { name: 'What happened to' })
const hits = (panel: Panel) => found(panel).filter({ has: panel.page.getByRole('link', { name: 'Open in inspector' }) })

test.beforeEach(async ({ panel, home }) => {
  await home.putIncoming('order-17.json', message({ message: 'Where is order 17?', sender: 'Grace' }))
  await home.putIncoming('order-18.json', message({ message: 'Where is order 18?', sender: 'Ada' }))
  await panel.start()
  await panel.expectCounts({ Completed: 2 })
})

test('one search answers what happened to a message', async ({ panel }) => {
  await panel.goTo('History')
  await expect(field(panel)).toBeFocused()
  await field(panel).fill('order')
  await expect(hits(panel)).toHaveCount(2)
  await expectAccessible(panel)
  await field(panel).fill('order grace')
  await expect(hits(panel)).toHaveCount(1)
  await expect(hits(panel)).toContainText('Where is order 17?')
  await expect(hits(panel)).toContainText('Completed')
  // A single item begins with its timeline open.
  const timeline = hits(panel).getByRole('list', { name: 'Timeline' })
  await expect(timeline).toContainText('Claimed')
  await expect(timeline).toContainText('Completed')
  await expectAccessible(panel)
  await hits(panel).getByRole('button', { expanded: true }).click()
  await expect(timeline).toBeHidden()

  await hits(panel).getByRole('link', { name: 'Open in inspector' }).click()
  await expect(panel.inspector.getByRole('heading', { name: 'Where is order 17?' })).toBeVisible()
  await panel.page.goBack()
  await expect(field(panel)).toHaveValue('order grace')
  await expect(hits(panel)).toHaveCount(1)
  await panel.page.reload()
  await expect(hits(panel)).toHaveCount(1)
})

test('a search that finds nothing says so, and is asked anew on request', async ({ panel, home }) => {
  await panel.goTo('History')
  await field(panel).fill('parcel')
  await expect(panel.page.getByText('No item has all of these words.')).toBeVisible()
  await home.putIncoming('parcel.json', message({ message: 'My parcel is lost' }))
  await expect(async () => {
    await panel.button('Search again').click()
    await expect(hits(panel)).toHaveCount(1, { timeout: 1000 })
  }).toPass()
  await expect(hits(panel)).toContainText('My parcel is lost')
})

test('the palette finds items and leads to everything else that was found', async ({ panel }) => {
  const palette = panel.page.getByRole('dialog', { name: 'Commands' })
  await panel.page.keyboard.press('Control+k')
  await expect(palette.getByRole('combobox')).toBeFocused()
  await panel.page.keyboard.type('order 17')
  await expect(palette.getByRole('option', { name: /Where is order 17\?/ })).toBeVisible()
  await expectAccessible(panel)
  await palette.getByRole('option', { name: /Where is order 17\?/ }).click()
  await expect(palette).toBeHidden()
  await expect(panel.inspector.getByRole('heading', { name: 'Where is order 17?' })).toBeVisible()

  await panel.page.keyboard.press('Control+k')
  await expect(palette.getByRole('combobox')).toBeFocused()
  await panel.page.keyboard.type('order')
  await palette.getByRole('option', { name: 'Search the history for “order”' }).click()
  await expect(field(panel)).toHaveValue('order')
  await expect(hits(panel)).toHaveCount(2)
})

test('a command that is typed comes before what happened to anything of that name', async ({ panel, home }) => {
  await home.putIncoming('stop.json', message({ message: 'stop the supervisor please' }))
  await panel.expectCounts({ Completed: 3 })
  await panel.page.keyboard.press('Control+k')
  await panel.page.keyboard.type('stop the')
  const options = panel.page.getByRole('dialog', { name: 'Commands' }).getByRole('option')
  await expect(options.filter({ hasText: 'stop the supervisor please' })).toBeVisible()
  await expect(options.first()).toContainText('Stop the supervisor')
  await panel.page.keyboard.press('Enter')
  await expect(panel.supervisor).toHaveText('Stopped')
})
