import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type BrowserContext, expect, type Page } from 'playwright/test'
import { expectAccessible } from './fixtures/accessible'
import { BrowserHost } from './fixtures/browser-host'
import type { OperatorHome } from './fixtures/home'
import { message } from './fixtures/message'
import { PageComplaints } from './fixtures/page-complaints'
import { Panel } from './fixtures/panel'
import { test } from './fixtures/test'

test.skip(({ hostKind }) => hostKind !== 'browser', 'two hosts of one home are two browser hosts')

interface Second {
  readonly host: BrowserHost
  readonly page: Page
  readonly panel: Panel
}

/** Another host on a home that has an owner, with its panel open. */
async function secondHost(home: OperatorHome, newContext: () => Promise<BrowserContext>): Promise<Second> {
  const host = await BrowserHost.start(home)
  const page = await (await newContext()).newPage()
  const panel = new Panel(page, new PageComplaints(page))
  await page.goto(host.address.href)
  await expect(heading(page)).toBeVisible()
  return { host, page, panel }
}

const heading = (page: Page) => page.getByRole('heading', { name: 'Another process owns this home' })
const owner = (page: Page) => page.getByRole('region', { name: 'Owner' })

async function expectEnd({ host, page, panel }: Second): Promise<void> {
  await page.close()
  expect(panel.complaints.unexpected).toEqual([])
  expect(await host.stop()).toMatchObject({ code: 0, stderr: '' })
}

test('a home that another process owns is shown with its owner, its panel and its log', async ({
  home,
  newContext,
}) => {
  const first = await BrowserHost.start(home)
  const second = await secondHost(home, newContext)
  const { page, panel } = second
  await expect(panel.supervisor).toHaveText('Owned by another process')
  await expect(owner(page)).toContainText(`${first.pid}`)
  await expect(panel.fact('Answers')).toHaveText('Yes')
  await expect(panel.fact('Host')).toContainText('browser')
  await expect(panel.button('Start')).toHaveAttribute('aria-disabled', 'true')
  await expectAccessible(panel)

  await panel.goTo('Settings')
  await expect(heading(page)).toBeVisible()
  await page.getByRole('link', { name: 'Read the log of the home' }).click()
  await expect(page.getByRole('log')).toContainText('The home was opened')

  await panel.goTo('Lanes')
  await panel.button('Open its panel').click()
  const link = page.getByRole('link', { name: first.address.origin })
  await expectAccessible(panel)
  const [opened] = await Promise.all([page.waitForEvent('popup'), link.click()])
  await expect(opened.getByRole('region', { name: 'Lane queue', exact: true })).toBeVisible()
  await expect(page.getByText('It was opened.')).toBeVisible()
  await opened.close()

  await expectEnd(second)
  expect(await first.stop()).toMatchObject({ code: 0, stderr: '' })
})

test.describe('while the owner is at work', () => {
  test.use({ setup: { agent: 'hold' } })

  test('its owner can be stopped, and the panel then takes the home over by itself', async ({ home, newContext }) => {
    const first = await BrowserHost.start(home)
    const firstPage = await (await newContext()).newPage()
    const firstPanel = new Panel(firstPage, new PageComplaints(firstPage))
    await firstPage.goto(first.address.href)
    await home.putIncoming('held.json', message({ message: 'long work' }))
    await firstPanel.start()
    await firstPanel.expectCounts({ Active: 1 })
    await firstPage.close()

    const second = await secondHost(home, newContext)
    const { page, panel } = second
    await panel.button('Stop it').click()
    const question = page.getByRole('dialog', { name: `Stop process ${first.pid}?` })
    await expect(question).toContainText('This panel then takes the home over')
    await expectAccessible(panel)
    await question.getByRole('button', { name: 'Stop it' }).click()
    await expect(page.getByRole('status', { name: 'Taking over' }).or(panel.lane)).toBeVisible()
    await panel.shown()
    await expect(panel.supervisor).toHaveText('Stopped')
    await panel.expectCounts({ Pending: 1, Active: 0 })
    expect(await first.stop()).toMatchObject({ code: 0, stderr: '' })

    await home.openGate('go')
    await panel.start()
    await panel.expectCounts({ Completed: 1 })
    expect(await home.answers()).toMatchObject([{ message: 'You said: long work' }])
    await expectEnd(second)
  })
})

test('an owner that does not answer can still be stopped', async ({ home, newContext }) => {
  test.skip(process.platform === 'win32', 'a process cannot be halted there')
  const first = await BrowserHost.start(home)
  process.kill(first.pid, 'SIGSTOP')
  const second = await secondHost(home, newContext)
  const { page, panel } = second
  await expect(panel.fact('Answers')).toContainText('No')
  await expect(panel.button('Open its panel')).toHaveAccessibleDescription(`Process ${first.pid} does not answer.`)
  await panel.button('Stop it').click()
  await page.getByRole('dialog').getByRole('button', { name: 'Stop it' }).click()
  await panel.shown()
  expect(await first.stop()).toMatchObject({ code: 0 })
  await expectEnd(second)
})

test('an owner on another machine is named, and that it cannot be stopped from here', async ({ home, newContext }) => {
  const away = { pid: 4242, processStartedAt: null, instance: 'away', host: 'electron', machine: 'elsewhere' }
  const lock = { ...away, since: Date.now() - 60_000, control: '/nowhere', version: '0', detached: false }
  await mkdir(join(home.root, 'daemon'), { recursive: true })
  await writeFile(join(home.root, 'daemon/supervisor.lock'), JSON.stringify(lock))
  const second = await secondHost(home, newContext)
  const { page, panel } = second
  await expect(panel.fact('Machine')).toHaveText('elsewhere')
  await panel.button('Stop it').click()
  await page.getByRole('dialog').getByRole('button', { name: 'Stop it' }).click()
  await expect(page.getByRole('alert')).toContainText('owned by process 4242 of the machine elsewhere')
  await expect(page.getByRole('alert')).toContainText('Stop it on that machine.')
  await expect(panel.button('Stop it')).toBeVisible()
  await expectEnd(second)
})
