import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'playwright/test'
import { test } from './fixtures/test'

// Nothing is there before: the host makes the home, and no agent program is on its PATH.
test.use({ setup: { agent: null } })

test('a new home tells a newcomer the three steps, and they lead to an answer', async ({ panel, home }) => {
  const welcome = panel.page.getByRole('region', { name: 'Getting started' })
  await expect(
    welcome.getByRole('heading', { name: 'Nothing here yet. Three steps to the first answer:' }),
  ).toBeVisible()
  await expect(welcome.getByRole('heading', { level: 4 })).toHaveText([
    'Start the supervisor',
    'Give it a message',
    'Watch it become an answer',
  ])
  await expect(welcome).toContainText('That is the practice provider: it needs no account')

  await welcome.getByRole('button', { name: 'Start supervisor' }).click()
  await expect(panel.supervisor).toHaveText('Running')
  await expect(welcome).toContainText('It is running.')
  await welcome.getByRole('button', { name: 'Send sample: Say hello' }).click()
  await expect(panel.page.getByText('Sample sent: Say hello')).toBeVisible()

  await panel.expectCounts({ Pending: 0, Active: 0, Completed: 1 })
  await expect(welcome).toBeHidden()
  await panel.inspect(panel.cards('Completed').first())
  await expect(panel.inspector.getByRole('region', { name: 'Answer' })).toContainText(
    'This is the practice provider speaking: no model has read your message.',
  )
  const [answer] = await home.answers()
  expect(answer).toMatchObject({ channel: 'panel', channelProfileId: 'panel', conversationId: 'samples' })
})

test('a new home gets a commented config and an agent of the practice provider', async ({ panel, home }) => {
  const config = await readFile(join(home.root, 'config.yaml'), 'utf8')
  expect(config).toContain("# Lanekeeper's settings.")
  expect(await readFile(join(home.root, 'workspaces/main/orchestrator.yaml'), 'utf8')).toContain('provider: practice')

  await panel.goTo('Settings')
  await expect(panel.page.getByText('The settings have no problems.')).toBeVisible()
  await expect(panel.page.getByText(join(home.root, 'config.yaml'))).toBeVisible()
  await expect(panel.page.getByRole('region', { name: 'config.yaml' })).toContainText("# Lanekeeper's settings.")
  const provider = (name: string) =>
    panel.page.getByRole('region', { name: 'Providers' }).getByRole('listitem', { name, exact: true })
  await expect(provider('anthropic')).toContainText('not found')
  await expect(provider('practice')).not.toContainText('not found')
})

test('every sample can be sent', async ({ panel }) => {
  const samples = panel.page.getByRole('button', { name: /^Send sample: / })
  await expect(samples).toHaveCount(3)
  const names = await samples.evaluateAll((buttons) => buttons.map((button) => button.getAttribute('aria-label') ?? ''))
  // The list leaves with the first item, so the others are sent while it is still drawn.
  await samples.evaluateAll((buttons) => {
    for (const button of buttons) if (button instanceof HTMLElement) button.click()
  })
  await panel.expectCounts({ Pending: names.length })
})
