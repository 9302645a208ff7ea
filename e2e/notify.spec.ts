import { expect, type Locator } from 'playwright/test'
import { expectAccessible } from './fixtures/accessible'
import type { Panel } from './fixtures/panel'
import { test } from './fixtures/test'

const errands = `
[queue.errands]
type = "persisted"
vars = ["title", "code"]

[worker.errands]
source = { queue = "errands" }
handler = { pipeline = "errand" }

[pipeline.errand]
name = "\${var.title}"
notify = { on_start = "Off it goes", on_done = "Back from \${name}", on_fail = "Came to nothing: \${error}" }

[[pipeline.errand.step]]
name = "go"
run = "exit \${var.code}"
`

test.use({ setup: { agent: 'echo', runbooks: { 'errands.toml': errands } } })

function toasts(panel: Panel, text: string | RegExp): Locator {
  return panel.page
    .getByRole('region', { name: /^Notifications/ })
    .getByRole('listitem')
    .filter({ hasText: text })
}

async function push(panel: Panel, title: string, code: string): Promise<void> {
  await panel.button('Push item').first().click()
  const dialog = panel.page.getByRole('dialog', { name: 'Push item to errands' })
  await dialog.getByRole('textbox', { name: 'title' }).fill(title)
  await dialog.getByRole('textbox', { name: 'code' }).fill(code)
  await dialog.getByRole('button', { name: 'Push', exact: true }).click()
  await expect(dialog).toBeHidden()
}

test.beforeEach(async ({ panel }) => {
  await panel.start()
  await panel.laneLink('errands').click()
})

test('what a runbook wants told of a run is shown while it happens, with the way to the run, and not again', async ({
  panel,
}) => {
  await push(panel, 'the baker', '0')
  await expect(toasts(panel, 'Off it goes')).toHaveCount(1)
  const back = toasts(panel, 'Back from the baker')
  await expect(back).toHaveCount(1)
  await expect(back).toContainText('the baker')
  // Under the pointer it stays.
  await back.hover()
  await expectAccessible(panel)
  await back.getByRole('button', { name: 'Show run' }).click()
  await expect(panel.page.getByRole('heading', { level: 1, name: 'the baker' })).toBeVisible()
  await expect(panel.phase).toHaveText('Succeeded')

  await panel.page.reload()
  await panel.goTo('Lanes')
  await panel.laneLink('errands').click()
  await push(panel, 'the butcher', '3')
  const failed = toasts(panel, /Came to nothing: .*3/)
  await expect(failed).toHaveCount(1)
  await expect(failed).toContainText('the butcher')
  await expect(toasts(panel, 'the baker')).toHaveCount(0)
})

test('a notification stays within its place whatever its run is called', async ({ panel }) => {
  await push(panel, `${'w'.repeat(400)} \u202Egnp.exe`, '0')
  const back = toasts(panel, 'Back from')
  await expect(back).toHaveCount(1)
  const within = await back.evaluate((toast) => {
    const outer = toast.getBoundingClientRect()
    return [...toast.querySelectorAll('*')].every((inner) => inner.getBoundingClientRect().right <= outer.right + 12)
  })
  expect(within).toBe(true)
  expect(await back.evaluate((toast) => toast.scrollWidth <= toast.clientWidth + 12)).toBe(true)
})
