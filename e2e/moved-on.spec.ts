import { expect } from 'playwright/test'
import { message } from './fixtures/message'
import { test } from './fixtures/test'

/** What the panel says of an action on an item that went elsewhere while its dialog was open. */
test.describe('an item that went elsewhere while somebody was asked', () => {
  test.use({ setup: { agent: 'stream' } })

  test('is not released where it has completed, and what can be done with it is said', async ({ panel, home }) => {
    await home.putIncoming('a.json', message({ message: 'quick errand' }))
    await panel.start()
    await panel.inspect(panel.card('Active', 'quick errand'))
    await panel.inspector.getByRole('button', { name: 'Release', exact: true }).click()
    const dialog = panel.page.getByRole('dialog', { name: 'Release this item?' })
    await expect(dialog.getByRole('region', { name: 'Evidence' })).toContainText('running')
    await home.openGate('end', 'Done.')
    // What lies under the dialog is hidden from whoever uses roles.
    await expect(panel.page.locator('section[aria-label="Completed"] [data-count="1"]')).toBeAttached()
    await expect(dialog).toContainText('It is completed; use edit and resend.')
    await expect(dialog.getByRole('button', { name: 'Release', exact: true })).toHaveAttribute('aria-disabled', 'true')
  })
})

test.describe('a dead item that was put elsewhere in another panel', () => {
  test.use({ setup: { agent: 'fail', config: { limits: { max_attempts: 1 } } } })

  test('is not sent again from its old place, and what is to be done first is said', async ({
    panel,
    home,
    host,
    newContext,
  }) => {
    test.skip(!('latestAddress' in host), 'a second panel needs the browser host')
    if (!('latestAddress' in host)) return
    await home.putIncoming('a.json', message({ message: 'doomed errand' }))
    await panel.start()
    await panel.expectCounts({ Dead: 1 })
    await panel.inspect(panel.card('Dead', 'doomed errand'))
    await panel.inspector.getByRole('button', { name: 'Edit and resend' }).click()
    const dialog = panel.page.getByRole('dialog')
    await expect(dialog.getByRole('textbox', { name: 'Message text' })).toContainText('doomed errand')

    const page = await (await newContext()).newPage()
    await page.goto(host.latestAddress.href)
    await page.getByRole('region', { name: 'Dead' }).getByRole('checkbox').check()
    await page.getByRole('button', { name: 'Discard 1' }).click()
    await expect(panel.page.locator('section[aria-label="Trash"] [data-count="1"]')).toBeAttached()

    await dialog.getByRole('button', { name: 'Send', exact: false }).last().click()
    await expect(dialog).toContainText('It is in the trash; restore it first.')
    await expect(dialog).not.toContainText('Look where it is now')
    await expect(dialog.getByRole('textbox', { name: 'Message text' })).toContainText('doomed errand')
  })
})
