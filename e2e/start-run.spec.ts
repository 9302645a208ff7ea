import { expect } from 'playwright/test'
import { expectAccessible } from './fixtures/accessible'
import { test } from './fixtures/test'
import { endAttempt, verdict, withReviews } from './fixtures/workflows'

test.use({ setup: withReviews })

test('a workflow is started by hand with every input given, and can be started again', async ({ panel, home }) => {
  await panel.start()
  await panel.page.keyboard.press('Control+k')
  await expect(panel.page.getByRole('dialog', { name: 'Commands' }).getByRole('combobox')).toBeFocused()
  await panel.page.keyboard.type('start a workflow')
  await panel.page.keyboard.press('Enter')
  const dialog = panel.page.getByRole('dialog', { name: 'Start a workflow' })
  await expect(dialog.getByRole('combobox', { name: 'Workflow' })).toHaveValue('reviewed')
  await expect(dialog).toContainText('Writes a text and has it reviewed.')
  await expect(dialog.getByRole('figure', { name: 'Workflow graph' })).toContainText('review')
  const prompt = dialog.getByRole('textbox', { name: 'user_prompt' })
  await dialog.getByRole('button', { name: 'Start', exact: true }).click()
  await expect(prompt).toHaveAccessibleDescription('It has to be given.')
  await expectAccessible(panel)
  await prompt.fill('A poem\nin two lines')
  await prompt.press('Control+Enter')
  await expect(dialog).toBeHidden()
  await expect(panel.phase).toHaveText('Running')
  await expect(panel.page.getByRole('region', { name: 'Inputs' })).toContainText('in two lines')
  await expect(panel.page.getByRole('region', { name: 'Selection' })).toContainText('started by hand')

  await endAttempt(home, 'write')
  await endAttempt(home, 'review', verdict('approve', 'Fine.'))
  await expect(panel.phase).toHaveText('Succeeded')
  await panel.button('Start again…').click()
  await expect(prompt).toHaveValue('A poem\nin two lines')
  await dialog.getByRole('button', { name: 'Start', exact: true }).click()
  await expect(panel.phase).toHaveText('Succeeded')
  await panel.goTo('Runs')
  await expect(panel.run('A poem')).toHaveCount(2)
})
