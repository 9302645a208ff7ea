import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, type Locator } from 'playwright/test'
import { expectAccessible } from './fixtures/accessible'
import type { OperatorHome } from './fixtures/home'
import { message } from './fixtures/message'
import type { Panel } from './fixtures/panel'
import { test } from './fixtures/test'

const problems = (panel: Panel): Locator => panel.page.getByRole('alert', { name: 'Problems of the settings' })
const lastEdit = (panel: Panel): Locator => panel.page.getByRole('region', { name: 'Last edit', exact: true })

async function edit(home: OperatorHome, file: string, change: (text: string) => string): Promise<void> {
  const path = join(home.root, file)
  await writeFile(path, change(await readFile(path, 'utf8')))
}

test('settings are broken and mended while the supervisor runs, and a good edit says what it changed', async ({
  panel,
  home,
}) => {
  await panel.start()
  await panel.goTo('Settings')
  await expect(panel.page.getByText('The settings have no problems.')).toBeVisible()

  await edit(home, 'config.yaml', (text) => text.replace('"settle_ms": 100', '"settle_mss": 100'))
  await expect(problems(panel)).toContainText('settle_mss: there is no such key; the nearest is "settle_ms".')
  await expect(problems(panel).getByRole('listitem')).toContainText(/config\.yaml\s*line \d+, column 3/)
  await expect(problems(panel)).toContainText('What was right before stays in force')
  await expectAccessible(panel)

  await edit(home, 'config.yaml', (text) => text.replace('"settle_mss": 100', '"settle_ms": 120'))
  await expect(problems(panel)).toHaveCount(0)
  await expect(lastEdit(panel).getByRole('listitem')).toHaveText('config.yamlsettle_ms100 →to 120')
  await expectAccessible(panel)
})

test('an orchestrator whose file is broken goes on answering as it did', async ({ panel, home }) => {
  await panel.start()
  await panel.goTo('Settings')
  await edit(home, 'workspaces/main/orchestrator.yaml', (text) => text.replace('"scripted"', '"scriptd"'))
  await expect(problems(panel)).toContainText('there is no provider "scriptd"; the nearest is "scripted".')
  await home.putIncoming('a.json', message({ message: 'still there?' }))
  await panel.goTo('Lanes')
  await panel.expectCounts({ Completed: 1 })
})

test.describe('shared workspaces', () => {
  const shared_workspaces = {
    docs: { path: '.', description: 'What everybody reads.' },
    disk: '/nowhere/at/all',
  }
  const orchestrators = { main: { shared_access: ['docs'] } }
  test.use({ setup: { agent: 'echo', config: { shared_workspaces, orchestrators } } })

  test('are listed with who may use them, and one that is not there is a warning', async ({ panel, home }) => {
    await panel.goTo('Settings')
    const list = panel.page.getByRole('region', { name: 'Shared workspaces', exact: true })
    const entry = (name: string): Locator => list.getByRole('listitem', { name, exact: true })
    await expect(entry('docs')).toContainText(home.root)
    await expect(entry('docs')).toContainText('What everybody reads.')
    await expect(entry('docs')).toContainText('For main.')
    await expect(entry('disk')).toContainText('This folder is not there.')
    await expect(entry('disk')).toContainText('No orchestrator may use it.')
    await expect(panel.page.getByRole('note', { name: 'Warnings of the settings' })).toContainText('/nowhere/at/all')
    await expectAccessible(panel)
  })
})

const runbook = `
[queue.jobs]
vars = ["title", "api_token"]
defaults = { api_token = "defaultSecret04" }

[worker.jobs]
source = { queue = "jobs" }
handler = { pipeline = "job" }

[[pipeline.job.step]]
name = "call"
run = "API_TOKEN=runSecret03 ./call"
`

test.describe('secrets in the settings', () => {
  const providers = {
    remote: { kind: 'command', argv: ['node', '--api-key', 'argSecret01'], env: { MY_KEY: 'envSecret02' } },
  }
  test.use({ setup: { agent: 'echo', config: { providers } } })

  test('are hidden until somebody asks to see them', async ({ panel }) => {
    await panel.goTo('Settings')
    const text = panel.page.getByRole('region', { name: 'config.yaml', exact: true })
    await expect(text).toContainText('MY_KEY')
    await expect(text).not.toContainText(/Secret0\d/)
    await panel.page.getByRole('button', { name: 'Show values' }).click()
    await expect(text).toContainText('argSecret01')
    await expect(text).toContainText('envSecret02')
    await expectAccessible(panel)
    await panel.page.getByRole('button', { name: 'Hide values' }).click()
    await expect(text).not.toContainText(/Secret0\d/)
  })

  test('are hidden in orchestrators’ files and runbooks too, one file of which is shown when it is asked for', async ({
    panel,
    home,
  }) => {
    await home.writeSettings('runbooks/jobs.toml', runbook)
    await panel.goTo('Settings')
    await panel.button('Read again').click()
    const files = panel.page.getByRole('region', { name: 'Files', exact: true })
    await files.getByText('workspaces/main/orchestrator.yaml').click()
    await expect(files.getByRole('region', { name: 'workspaces/main/orchestrator.yaml' })).toContainText('scripted')
    await files.getByText('runbooks/jobs.toml').click()
    const text = files.getByRole('region', { name: 'runbooks/jobs.toml' })
    await expect(text).toContainText('API_TOKEN')
    await expect(text).not.toContainText(/Secret0\d/)
    await expectAccessible(panel)
    await files.getByRole('button', { name: 'Show values of runbooks/jobs.toml' }).click()
    await expect(text).toContainText('runSecret03')
    await expect(text).toContainText('defaultSecret04')
  })
})
