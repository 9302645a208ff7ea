import { expect } from 'playwright/test'
import { expectAccessible } from './fixtures/accessible'
import { message } from './fixtures/message'
import { test } from './fixtures/test'
import { endAttempt, withReviews } from './fixtures/workflows'

/** A provider that asks a person whenever it answers a message itself. */
const asking = {
  kind: 'command',
  argv: ['/bin/sh', '-c', 'echo "[question]Which branch, main or release?[/question]"'],
}
const orchestrator = {
  ...withReviews.orchestrator,
  agents: { ...withReviews.orchestrator.agents, asker: { provider: 'asking', permissions: 'full' } },
}

test.use({ setup: { ...withReviews, orchestrator, providers: { asking } } })

test('the number beside Runs is that of the decisions listed there, those of runs and those of items alone', async ({
  panel,
  home,
}) => {
  await home.putIncoming('poem.json', message({ message: 'A stubborn poem' }))
  await endAttempt(home, 'write', { status: 'failed', summary: 'Nothing comes to mind.' })
  for (const turn of [1, 2]) await home.putIncoming(`push-${turn}.json`, message({ message: `@asker Push ${turn}` }))
  await panel.start()
  const badge = panel.page.locator('[data-open-decisions]')
  await expect(badge).toHaveText(/3$/)

  await panel.goTo('Runs')
  const waiting = panel.page.getByRole('region', { name: 'Decisions that wait' })
  const entries = waiting.getByRole('listitem')
  await expect(entries).toHaveCount(3)
  await expect(waiting).toContainText('Which branch, main or release?')
  await expect(waiting).toContainText('A stubborn poem')
  await expectAccessible(panel)

  await entries.filter({ hasText: 'Push 1' }).getByRole('link', { name: 'Show item' }).click()
  await expect(panel.inspector.getByRole('heading', { name: /Push 1/ })).toBeVisible()
  await panel.goTo('Runs')
  await entries
    .filter({ hasText: 'Push 1' })
    .getByRole('button', { name: /^Decide…/ })
    .click()
  await panel.page.getByRole('dialog', { name: 'The agent asks' }).getByRole('radio').nth(1).check()
  await panel.page.keyboard.press('Control+Enter')
  await panel.page.getByRole('dialog').getByRole('button', { name: 'Done' }).click()
  await expect(entries).toHaveCount(2)
  await expect(badge).toHaveText(/2$/)
  await expect(waiting).not.toContainText('Push 1')
})
