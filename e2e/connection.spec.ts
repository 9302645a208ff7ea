import { expect } from 'playwright/test'
import { BrowserHost } from './fixtures/browser-host'
import { message } from './fixtures/message'
import { PageComplaints } from './fixtures/page-complaints'
import { Panel } from './fixtures/panel'
import { test } from './fixtures/test'

test.skip(({ hostKind }) => hostKind !== 'browser', 'only the browser host can go away from under its page')

test('a panel whose host is gone says so, and asks for the new address once another host answers', async ({
  home,
  newContext,
}) => {
  const first = await BrowserHost.start(home)
  const page = await (await newContext()).newPage()
  const complaints = new PageComplaints(page)
  complaints.expect(/WebSocket/)
  await page.goto(first.address.href)
  const panel = new Panel(page, complaints)
  await panel.shown()
  await home.putIncoming('kept.json', message({ message: 'survives the crash' }))
  await panel.expectCounts({ Pending: 1 })

  await first.crash()
  await expect(page.getByRole('alert')).toContainText('Connection lost, reconnecting…')
  await panel.button('Start').click()
  await expect(page.getByText('The panel is not connected to its host.')).toBeVisible()

  const second = await BrowserHost.start(home, Number(first.address.port))
  await expect(page.getByRole('alert').getByRole('heading')).toHaveText("This panel's access has ended.")
  await expect(page.getByText('Open the address that the host printed.')).toBeVisible()

  await page.goto(second.address.href)
  await panel.shown()
  await panel.expectCounts({ Pending: 1 })
  await expect(panel.card('Pending', 'survives the crash')).toBeVisible()
  expect(complaints.unexpected).toEqual([])
  await page.close()
  expect(await second.stop()).toMatchObject({ code: 0, stderr: '' })
})

test('what was done is still there after the host was ended and started again', async ({ home, newContext }) => {
  const first = await BrowserHost.start(home)
  const page = await (await newContext()).newPage()
  const panel = new Panel(page, new PageComplaints(page))
  await page.goto(first.address.href)
  await panel.start()
  await home.putIncoming('done.json', message({ message: 'done before' }))
  await panel.expectCounts({ Completed: 1 })
  await page.goto('about:blank')
  expect(await first.stop()).toMatchObject({ code: 0, stderr: '' })

  const second = await BrowserHost.start(home)
  await page.goto(second.address.href)
  await panel.expectCounts({ Pending: 0, Completed: 1 })
  await expect(panel.supervisor).toHaveText('Stopped')
  await panel.inspect(panel.card('Completed', 'done before'))
  await expect(panel.inspector.getByRole('region', { name: 'Answer' })).toContainText('You said: done before')
  await page.close()
  expect(await second.stop()).toMatchObject({ code: 0, stderr: '' })
})

test('a second host of one home shows who owns it, and takes it over once it is free', async ({ home, newContext }) => {
  const open = async (host: BrowserHost) => {
    const page = await (await newContext()).newPage()
    await page.goto(host.address.href)
    return new Panel(page, new PageComplaints(page))
  }
  const first = await BrowserHost.start(home)
  const owner = await open(first)
  await owner.start()
  const second = await BrowserHost.start(home)
  const other = await open(second)
  await expect(other.supervisor).toContainText('Owned by another process')
  for (const name of ['Start', 'Stop', 'Restart']) {
    await expect(other.button(name)).toHaveAccessibleDescription(/^Another process owns this home\./)
  }
  await home.putIncoming('one.json', message({ message: 'answered by the first' }))
  await owner.expectCounts({ Completed: 1 })
  await owner.page.close()
  expect(await first.stop()).toMatchObject({ code: 0, stderr: '' })

  await expect(other.supervisor).toHaveText('Stopped')
  await other.expectCounts({ Completed: 1 })
  await other.start()
  await home.putIncoming('two.json', message({ message: 'answered by the second' }))
  await other.expectCounts({ Completed: 2 })
  await other.page.close()
  expect(await second.stop()).toMatchObject({ code: 0, stderr: '' })
  expect((await home.answers()).map(({ originalMessage }) => originalMessage)).toEqual([
    'answered by the first',
    'answered by the second',
  ])
})
