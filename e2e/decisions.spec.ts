import { expect, type Locator } from 'playwright/test'
import { expectAccessible } from './fixtures/accessible'
import { BrowserHost } from './fixtures/browser-host'
import { message } from './fixtures/message'
import { PageComplaints } from './fixtures/page-complaints'
import { Panel } from './fixtures/panel'
import { test } from './fixtures/test'
import { endAttempt, verdict, withReviews } from './fixtures/workflows'

test.use({ setup: withReviews })

function dialogOf(panel: Panel): Locator {
  return panel.page.getByRole('dialog', { name: 'Attempts are spent' })
}

test.beforeEach(async ({ panel, home }) => {
  await home.putIncoming('poem.json', message({ message: 'A stubborn poem' }))
  await endAttempt(home, 'write-1', { status: 'failed', summary: 'Nothing comes to mind.' })
  await panel.start()
  await expect(panel.page.locator('[data-open-decisions]')).toHaveText(/1$/)
})

test('an escalation is answered from the inbox, and what was said reaches the agent', async ({ panel, home }) => {
  await panel.expectCounts({ Active: 1 })
  await expect(panel.card('Active', 'A stubborn poem')).toContainText('Waiting')
  await panel.page.getByRole('button', { name: /^Attention: / }).click()
  await panel.page.getByRole('button', { name: /^Decide…/ }).click()
  const dialog = dialogOf(panel)
  await expect(dialog).toContainText('Nothing comes to mind.')
  await expect(dialog.getByRole('radio').first()).toBeChecked()
  await expect(dialog.getByRole('radio').first()).toBeFocused()
  await expectAccessible(panel)
  await panel.page.keyboard.press('3')
  await expect(dialog.getByRole('radio').nth(2)).toBeChecked()
  await panel.page.keyboard.press('1')
  await dialog.getByRole('textbox', { name: /^Message to the agent/ }).fill('Think of the sea.')
  await panel.page.keyboard.press('Control+Enter')
  await expect(dialog.getByRole('status')).toContainText('Somebody decided in the panel: retry.')
  await expectAccessible(panel)
  await dialog.getByRole('button', { name: 'Done' }).click()
  await expect(panel.page.locator('[data-open-decisions]')).toHaveCount(0)

  await panel.openRun('A stubborn poem')
  await expect(panel.stepNode('write')).toHaveAccessibleName('Step write task · default running, 2 attempts')
  await expect(panel.page.getByRole('region', { name: 'Decisions' })).toContainText('“Think of the sea.”')
  await endAttempt(home, 'write-2')
  await endAttempt(home, 'review', verdict('approve', 'Salty.'))
  await expect(panel.phase).toHaveText('Succeeded')
  expect((await home.prompts()).filter((prompt) => prompt.includes('Think of the sea.'))).toHaveLength(1)
})

test('a decision opens from its run, from its item and by its address', async ({ panel }) => {
  const dialog = dialogOf(panel)
  await panel.inspect(panel.card('Active', 'A stubborn poem'))
  await panel.inspector.getByRole('button', { name: /^Decide…/ }).click()
  await dialog.getByRole('link', { name: 'Show run' }).click()
  await expect(dialog).toBeHidden()
  await expect(panel.phase).toHaveText('Waiting')
  const id = await panel.page.evaluate(() => window.location.hash.replace('#/runs/run-', ''))
  await panel.page
    .getByRole('main')
    .getByRole('button', { name: /^Decide…/ })
    .first()
    .click()
  await expect(dialog).toBeVisible()
  await panel.page.keyboard.press('Escape')
  await panel.page.evaluate((rest) => {
    window.location.hash = `#/decisions/dec-${rest}-1`
  }, id)
  await expect(dialog).toBeVisible()
  await panel.page.keyboard.press('Escape')
  await expect(dialog).toBeHidden()
  await expect(panel.page).toHaveURL(/#\/runs$/)
})

test('whoever was answering is told when somebody else has decided', async ({ panel, host, newContext }) => {
  test.skip(!(host instanceof BrowserHost), 'a second panel needs the browser host')
  if (!(host instanceof BrowserHost)) return
  const page = await (await newContext()).newPage()
  const other = new Panel(page, new PageComplaints(page))
  await page.goto(host.latestAddress.href)
  await other.shown()
  for (const one of [panel, other]) {
    await one.goTo('Runs')
    await one
      .run('A stubborn poem')
      .getByRole('button', { name: /^Decide…/ })
      .click()
    await expect(dialogOf(one).getByRole('radio').first()).toBeFocused()
  }
  await page.keyboard.press('3')
  await page.keyboard.press('Control+Enter')
  await expect(dialogOf(other).getByRole('status')).toContainText('cancel the run')
  await expect(dialogOf(panel).getByRole('status')).toContainText('It was decided meanwhile')
  await expect(dialogOf(panel).getByRole('status')).toContainText('cancel the run')
  await panel.page.keyboard.press('Escape')
  await expect(panel.run('A stubborn poem').locator('[data-phase]')).toHaveText('Canceled')
})
