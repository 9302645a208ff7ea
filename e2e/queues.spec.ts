import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'playwright/test'
import { expectAccessible } from './fixtures/accessible'
import { test } from './fixtures/test'

const chores = `
[queue.chores]
type = "persisted"
vars = ["title", "flag"]
defaults = { title = "a chore" }
retry = { attempts = 1, cooldown = "1h" }

[worker.chores]
source = { queue = "chores" }
handler = { pipeline = "chore" }

[[pipeline.chore.step]]
name = "look"
run = "test -e \${var.flag}"
`

test.use({ setup: { agent: 'echo', runbooks: { 'chores.toml': chores } } })

test('an item is pushed into a queue, fails, is tried again and completes', async ({ panel, home }) => {
  await panel.start()
  await panel.laneLink('chores').click()
  await expect(panel.page.getByRole('region', { name: 'Lane chores' })).toContainText('pipeline chore')
  await expect(panel.page.getByRole('list', { name: 'Vars' })).toContainText('title = a chore')
  await expectAccessible(panel)
  await panel.button('Push item').first().click()
  const dialog = panel.page.getByRole('dialog', { name: 'Push item to chores' })
  await expect(dialog.getByRole('textbox', { name: 'title' })).toHaveValue('a chore')
  await dialog.getByRole('button', { name: 'Push', exact: true }).click()
  await expect(dialog.getByRole('textbox', { name: 'flag' })).toHaveAccessibleDescription('It has to be given.')
  await expectAccessible(panel)
  await dialog.getByRole('textbox', { name: 'title' }).fill('Look for the flag')
  await dialog.getByRole('textbox', { name: 'flag' }).fill(home.beside('gates/flag'))
  await dialog.getByRole('textbox', { name: 'flag' }).press('Control+Enter')
  await expect(dialog).toBeHidden()
  await panel.expectCounts({ Active: 0, Failed: 1 })
  await expect(panel.laneLink('chores')).toContainText('1')

  await home.openGate('flag')
  await panel.inspect(panel.card('Failed', 'Look for the flag'))
  await panel.inspector.getByRole('button', { name: 'Retry now' }).click()
  await panel.expectCounts({ Failed: 0, Completed: 1 })

  // Each attempt at an item is a run of its own.
  await panel.goTo('Runs')
  await expect(panel.run('Look for the flag')).toHaveCount(2)
  await expect(panel.run('Look for the flag').locator('[data-phase]')).toHaveText(['Succeeded', 'Failed'])
  await panel.goTo('Lanes')
  await expect(panel.page.getByRole('region', { name: 'Lane chores' })).toBeVisible()
})

test('a lane that no runbook declares any more says so and takes nothing', async ({ panel, home }) => {
  await panel.laneLink('chores').click()
  await home.writeSettings('runbooks/other.toml', chores.replaceAll('chore', 'other'))
  await expect(panel.laneLink('others')).toBeVisible()
  await rm(join(home.root, 'runbooks/chores.toml'))
  const lane = panel.page.getByRole('region', { name: 'Lane chores' })
  await expect(lane.getByRole('note', { name: 'No runbook' })).toContainText('No runbook declares this queue any more.')
  await expect(lane.getByRole('button', { name: 'Push item' })).toHaveCount(0)

  const dataTransfer = await panel.page.evaluateHandle(() => {
    const transfer = new DataTransfer()
    transfer.items.add(new File(['{ "title": "late", "flag": "x" }'], 'late.json'))
    return transfer
  })
  await lane.dispatchEvent('dragover', { dataTransfer })
  await expect(lane).toContainText('No runbook declares chores, so it takes no files')
  expect(await dataTransfer.evaluate((transfer) => transfer.dropEffect)).toBe('none')
  await lane.dispatchEvent('drop', { dataTransfer })
  await panel.expectCounts({ Pending: 0 })
  await expectAccessible(panel)
})
