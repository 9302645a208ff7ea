import { expect } from 'playwright/test'
import { message } from './fixtures/message'
import { test } from './fixtures/test'

test.use({ setup: { agent: 'stream' } })

test('every invocation is listed while it runs and after, newest first, and leads to its item', async ({
  panel,
  home,
}) => {
  await panel.goTo('Invocations')
  await expect(panel.page.getByText('No program has been run yet.')).toBeVisible()
  await panel.start()
  await home.putIncoming('first.json', message({ message: 'first work', conversationId: 'c' }))
  const rows = panel.page.getByRole('region', { name: 'Recent invocations' }).getByRole('listitem')
  await expect(rows).toHaveCount(1)
  await expect(rows.first()).toContainText('Running')
  await rows.first().getByRole('link').click()

  const view = panel.page.getByRole('region', { name: 'Invocation', exact: true })
  await home.openGate('1', 'a line of the log\n')
  await expect(view.getByRole('log')).toContainText('a line of the log')
  await home.openGate('end', 'the answer')
  await expect(view).toContainText('Succeeded')
  await expect(rows.first()).toContainText('Succeeded')

  await home.putIncoming('second.json', message({ message: 'second work', conversationId: 'c' }))
  await expect(rows).toHaveCount(2)
  await expect(rows.first()).toContainText('second')
  await view.getByRole('link', { name: 'Show item' }).click()
  await expect(panel.inspector.getByRole('heading', { name: 'first work' })).toBeVisible()
})
