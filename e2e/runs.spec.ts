import { expect } from 'playwright/test'
import { expectAccessible } from './fixtures/accessible'
import { message } from './fixtures/message'
import { test } from './fixtures/test'
import { endAttempt, verdict, withReviews } from './fixtures/workflows'

test.use({ setup: withReviews })

test('without runs the page says what a run is and how to start one', async ({ panel }) => {
  await panel.goTo('Runs')
  await expect(panel.page.getByRole('region', { name: 'About runs' })).toContainText('one execution of a workflow')
  await expectAccessible(panel)
  await panel.button('Start a workflow by hand').click()
  await expect(panel.page.getByRole('dialog', { name: 'Start a workflow' })).toBeVisible()
})

test('a review loop is seen live, from the first attempt to the answer', async ({ panel, home }) => {
  await home.putIncoming('poem.json', message({ message: 'A poem about lanes' }))
  await panel.start()
  await panel.openRun('A poem about lanes')
  await expect(panel.phase).toHaveText('Running')
  await expect(panel.stepNode('write')).toHaveAccessibleName('Step write task · default running, 1 attempt')
  await expect(panel.stepNode('write')).toHaveAttribute('aria-current', 'step')
  await expect(panel.stepNode('review')).toHaveAccessibleName('Step review review · default not reached')

  await endAttempt(home, 'write-1', { summary: 'A first draft.', outputs: { text: 'Lanes, lanes.' } })
  await expect(panel.stepNode('review')).toHaveAttribute('data-step-state', 'running')
  await expect(panel.stepNode('write')).toHaveAttribute('data-step-state', 'succeeded')
  await expect(panel.stepEntry('write')).toContainText('A first draft.')

  await endAttempt(home, 'review-1', verdict('reject', 'It does not rhyme.'))
  await expect(panel.stepNode('write')).toHaveAccessibleName('Step write task · default running, 2 attempts')
  await expect(panel.stepEntry('review').locator('[data-verdict]')).toHaveText('rejected')

  await endAttempt(home, 'write-2', { outputs: { text: 'Lanes, panes.' } })
  await endAttempt(home, 'review-2', verdict('approve', 'It rhymes.'))
  await expect(panel.phase).toHaveText('Succeeded')
  await expect(panel.stepEntry('review').locator('[data-verdict]')).toHaveText(['rejected', 'approved'])
  await expectAccessible(panel)

  await panel.stepEntry('write').getByRole('button', { name: 'text', exact: true }).last().click()
  const output = panel.page.getByRole('dialog', { name: 'text of write, attempt 2' })
  await expect(output).toContainText('Lanes, panes.')
  await expectAccessible(panel)
  await panel.page.keyboard.press('Escape')
  await expect(panel.page.getByRole('region', { name: 'Selection' })).toContainText('only workflow')

  await panel.stepEntry('write').getByRole('link', { name: 'Invocation of attempt 1' }).click()
  await expect(panel.page.getByRole('region', { name: 'Invocation', exact: true })).toContainText('default')
  await panel.goTo('Lanes')
  await panel.expectCounts({ Active: 0, Completed: 1 })
})

test('a node of the drawing leads to what happened in its step', async ({ panel, home }) => {
  await home.putIncoming('poem.json', message({ message: 'A poem' }))
  await panel.start()
  await panel.openRun('A poem')
  await panel.stepNode('review').focus()
  await panel.page.keyboard.press('Enter')
  await expect(panel.stepEntry('review')).toBeFocused()
  await expect(panel.page.getByRole('figure', { name: 'Workflow graph' })).toContainText(
    'review on approve leads to the end, on reject leads to write.',
  )
})

test('a canceled run leaves active with its reason, and goes on from a step when asked', async ({ panel, home }) => {
  await home.putIncoming('poem.json', message({ message: 'An endless poem' }))
  await panel.start()
  await panel.expectCounts({ Active: 1 })
  await panel.inspect(panel.card('Active', 'An endless poem'))
  await panel.inspector.getByRole('button', { name: 'Show run' }).click()
  await expect(panel.stepNode('write')).toHaveAttribute('data-step-state', 'running')
  await panel.button('Cancel run…').click()
  const dialog = panel.page.getByRole('dialog', { name: 'Cancel this run?' })
  await expect(dialog.getByRole('textbox')).toBeFocused()
  await dialog.getByRole('textbox').fill('Nobody wants it.')
  await expectAccessible(panel)
  await dialog.getByRole('button', { name: 'Cancel run' }).click()
  await expect(dialog).toBeHidden()
  await expect(panel.phase).toHaveText('Canceled')
  await expect(panel.page.getByRole('note', { name: 'Reason' })).toContainText('Nobody wants it.')
  await panel.goTo('Lanes')
  await panel.expectCounts({ Active: 0, Dead: 1 })

  await panel.inspect(panel.card('Dead', 'An endless poem'))
  await panel.inspector.getByRole('button', { name: 'Show run' }).click()
  await panel.button('Retry from step…').click()
  const retry = panel.page.getByRole('dialog', { name: 'Retry from step' })
  await expect(retry.getByRole('radio', { name: /^write/ })).toBeChecked()
  await retry.getByRole('button', { name: 'Retry from here' }).click()
  await expect(retry).toBeHidden()
  await endAttempt(home, 'write')
  await endAttempt(home, 'review', verdict('approve', 'Fine.'))
  await expect(panel.phase).toHaveText('Succeeded')
})

test('runs are found by phase and by words', async ({ panel, home }) => {
  await home.putIncoming('a.json', message({ message: 'The first poem', conversationId: 'a' }))
  await home.putIncoming('b.json', message({ message: 'The second poem', conversationId: 'b' }))
  await panel.start()
  await panel.goTo('Runs')
  await expect(panel.run('poem')).toHaveCount(2)
  await expect(panel.button('Running 2')).toBeVisible()
  await panel.button('Succeeded').click()
  await expect(panel.page.getByText('No run matches.')).toBeVisible()
  await panel.button('Open 2').click()
  await expect(panel.run('poem')).toHaveCount(2)
  await panel.page.getByRole('searchbox', { name: 'Search runs' }).fill('second')
  await expect(panel.run('poem')).toHaveCount(1)
  await expectAccessible(panel)
})
