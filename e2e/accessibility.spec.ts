import { expect } from 'playwright/test'
import { expectAccessible } from './fixtures/accessible'
import { message } from './fixtures/message'
import { test } from './fixtures/test'

test('an empty home is accessible to everybody, and so are its dialogs and other pages', async ({ panel }) => {
  test.slow()
  await expect(panel.page.getByRole('region', { name: 'Getting started' })).toBeVisible()
  await expectAccessible(panel)

  await panel.button('New message').click()
  await panel.page.getByRole('dialog').getByRole('button', { name: 'Send' }).click()
  await expect(panel.page.getByText('Write a message.')).toBeVisible()
  await expectAccessible(panel)
  await panel.page.keyboard.press('Escape')

  await panel.page.keyboard.press('Control+k')
  await expect(panel.page.getByRole('dialog', { name: 'Commands' })).toBeVisible()
  await expectAccessible(panel)
  await panel.page.keyboard.press('Escape')

  await panel.goTo('Runs')
  await expect(panel.page.getByRole('region', { name: 'About runs' })).toBeVisible()
  await expectAccessible(panel)

  await panel.goTo('Settings')
  await expect(panel.page.getByRole('region', { name: 'config.yaml' })).toBeVisible()
  await expectAccessible(panel)
})

test.describe('with an agent at work', () => {
  test.use({ setup: { agent: 'stream' } })

  test.beforeEach(async ({ panel, home }) => {
    for (const turn of [1, 2, 3]) {
      await home.putIncoming(`n-${turn}.json`, message({ message: `number ${turn}`, conversationId: 'c' }))
    }
    await home.putIncoming('odd.json', '{}')
    await home.openGate('1', 'a line\n'.repeat(20))
    await panel.start()
    await panel.expectCounts({ Pending: 2, Active: 1, Rejected: 1 })
  })

  test('busy lanes and the list of refused files are accessible to everybody', async ({ panel }) => {
    await expectAccessible(panel)
    await panel.dropFiles([{ name: 'notes.txt', text: '' }])
    await expect(panel.refused).toHaveCount(1)
    await expectAccessible(panel)
  })

  test('the inspector is accessible to everybody', async ({ panel }) => {
    test.slow()
    await panel.inspect(panel.card('Active', 'number 1'))
    await expect(panel.inspector.getByRole('log')).toContainText('a line')
    for (const tab of ['Invocation', 'Timeline', 'Message'] as const) {
      await panel.tab(tab).click()
      await expectAccessible(panel)
    }
  })

  test('the invocations are accessible to everybody', async ({ panel }) => {
    await panel.goTo('Invocations')
    await panel.page.getByRole('region', { name: 'Recent invocations' }).getByRole('link').first().click()
    await expect(panel.page.getByRole('log')).toContainText('a line')
    await expectAccessible(panel)
  })
})
