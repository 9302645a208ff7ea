import { expect } from 'playwright/test'
import { expectAccessible } from './fixtures/accessible'
import { message } from './fixtures/message'
import { test } from './fixtures/test'
import { endAttempt, reviewedOrchestrator, verdict, withReviews } from './fixtures/workflows'

test.use({ setup: withReviews })

const file = 'workspaces/main/orchestrator.yaml'
const [reviewed] = reviewedOrchestrator.workflows

test('settings that are broken stop nothing that runs, and mended ones count at once', async ({ panel, home }) => {
  await home.putIncoming('poem.json', message({ message: 'A poem' }))
  await panel.start()
  await panel.expectCounts({ Active: 1 })
  await panel.goTo('Settings')
  const orchestrators = panel.page.getByRole('region', { name: 'Orchestrators' })
  await expect(orchestrators.getByRole('list', { name: 'Workflows of main' })).toContainText('reviewed')
  await orchestrators.getByRole('button', { name: 'reviewed', exact: true }).click()
  await expect(orchestrators.getByRole('figure', { name: 'Workflow graph' })).toBeVisible()
  await expectAccessible(panel)

  await home.writeSettings(file, { ...reviewedOrchestrator, default_workflow: 'reviewd' })
  const alert = panel.page.getByRole('region', { name: 'Config file' }).getByRole('alert')
  await expect(alert).toContainText('orchestrator.yaml')
  await expect(alert).toContainText('reviewed')
  await expectAccessible(panel)
  await endAttempt(home, 'write')
  await endAttempt(home, 'review', verdict('approve', 'Fine.'))
  await panel.openRun('A poem')
  await expect(panel.phase).toHaveText('Succeeded')

  await panel.goTo('Settings')
  const second = { ...reviewed, id: 'second' }
  await home.writeSettings(file, { ...reviewedOrchestrator, workflows: [reviewed, second] })
  await expect(panel.page.getByText('The settings have no problems.')).toBeVisible()
  await expect(orchestrators.getByRole('list', { name: 'Workflows of main' })).toContainText('second')
  await panel.button('Start workflow second').click()
  await expect(panel.page.getByRole('combobox', { name: 'Workflow' })).toHaveValue('second')
})
