import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, type Locator } from 'playwright/test'
import { expectAccessible } from './fixtures/accessible'
import { BrowserHost } from './fixtures/browser-host'
import { message } from './fixtures/message'
import { PageComplaints } from './fixtures/page-complaints'
import { Panel } from './fixtures/panel'
import { test } from './fixtures/test'

const once = { limits: { max_attempts: 1 } }

/** The actions on the card that is pointed at. */
function cardAction(panel: Panel, name: string): Locator {
  return panel.lane.getByRole('group', { name: /^Actions on / }).getByRole('button', { name, exact: true })
}

/** The bar below a column with a selection. */
function bar(panel: Panel, column: string): Locator {
  return panel.page.getByRole('group', { name: `Selected in ${column}` })
}

function toast(panel: Panel, text: string | RegExp): Locator {
  return panel.page
    .getByRole('region', { name: /^Notifications/ })
    .getByRole('listitem')
    .filter({ hasText: text })
}

test.describe('with an agent that fails', () => {
  test.use({ setup: { agent: 'fail', config: once } })

  async function bury(panel: Panel, put: (turn: number) => Promise<void>, turns: number): Promise<void> {
    for (let turn = 1; turn <= turns; turn += 1) await put(turn)
    await panel.start()
    await panel.expectCounts({ Dead: turns })
    await panel.stop()
  }

  test('a dead item is requeued from its inspector and moves because the lane says so', async ({ panel, home }) => {
    await bury(panel, () => home.putIncoming('doomed.json', message({ message: 'once more' })), 1)
    await panel.inspect(panel.card('Dead', 'once more'))
    await panel.inspector.getByRole('button', { name: 'Requeue', exact: true }).click()
    await panel.expectCounts({ Dead: 0, Pending: 1 })
    await expect(toast(panel, 'Requeued')).toBeVisible()
    await expect(panel.inspector.getByRole('button', { name: 'Requeue', exact: true })).toBeHidden()
    await expect(panel.inspector.getByRole('button', { name: 'Discard', exact: true })).toBeVisible()
    expect(await home.files('incoming')).toHaveLength(1)
  })

  test('a card under the pointer offers what applies to it', async ({ panel, home }) => {
    await bury(panel, () => home.putIncoming('doomed.json', message({ message: 'on the card' })), 1)
    await panel.card('Dead', 'on the card').hover()
    await expect(cardAction(panel, 'Requeue')).toBeVisible()
    await expect(cardAction(panel, 'Edit and resend')).toBeVisible()
    await expect(cardAction(panel, 'Restore')).toHaveCount(0)
    await cardAction(panel, 'Discard').click()
    await panel.expectCounts({ Dead: 0, Trash: 1 })
  })

  test('a range of dead items is requeued at once, but for the one that was let go', async ({ panel, home }) => {
    await bury(panel, (turn) => home.putIncoming(`d-${turn}.json`, message({ message: `number ${turn}` })), 5)
    const boxes = panel.column('Dead').getByRole('checkbox')
    await boxes.last().check()
    await boxes.first().click({ modifiers: ['Shift'] })
    await expect(bar(panel, 'Dead')).toContainText('5 selected')
    await panel.card('Dead', 'number 3').click({ modifiers: ['Control'] })
    await expect(bar(panel, 'Dead')).toContainText('4 selected')
    await expectAccessible(panel)
    await bar(panel, 'Dead').getByRole('button', { name: 'Requeue 4' }).click()
    await panel.expectCounts({ Dead: 1, Pending: 4 })
    await expect(toast(panel, '4 requeued')).toBeVisible()
    await expect(bar(panel, 'Dead')).toBeHidden()
    await expect(panel.card('Dead', 'number 3')).toBeVisible()
  })

  test('an item that moves away leaves the selection', async ({ panel, home }) => {
    await bury(panel, (turn) => home.putIncoming(`d-${turn}.json`, message({ message: `number ${turn}` })), 3)
    await panel.column('Dead').getByRole('checkbox', { name: 'Select number 1' }).check()
    await bar(panel, 'Dead').getByRole('button', { name: 'Select all 3' }).click()
    await expect(bar(panel, 'Dead')).toContainText('3 selected')
    await panel.card('Dead', 'number 2').hover()
    await cardAction(panel, 'Requeue').click()
    await expect(bar(panel, 'Dead')).toContainText('2 selected')
    await expect(bar(panel, 'Dead').getByRole('button', { name: 'Discard 2' })).toBeVisible()
  })
})

test('what was discarded comes back with Undo, and from the trash with Restore', async ({ panel, home }) => {
  for (const turn of [1, 2, 3]) await home.putIncoming(`p-${turn}.json`, message({ message: `number ${turn}` }))
  await panel.expectCounts({ Pending: 3 })
  await panel.column('Pending').getByRole('checkbox', { name: 'Select number 2' }).check()
  await panel.column('Pending').getByRole('checkbox', { name: 'Select number 3' }).check()
  await bar(panel, 'Pending').getByRole('button', { name: 'Discard 2' }).click()
  await panel.expectCounts({ Pending: 1, Trash: 2 })
  await toast(panel, '2 discarded').getByRole('button', { name: 'Undo' }).click()
  await panel.expectCounts({ Pending: 3, Trash: 0 })
  await expect(panel.cards('Pending')).toContainText(['number 1', 'number 2', 'number 3'])

  await panel.inspect(panel.card('Pending', 'number 1'))
  await panel.inspector.getByRole('button', { name: 'Discard', exact: true }).click()
  await panel.expectCounts({ Pending: 2, Trash: 1 })
  await panel.inspector.getByRole('button', { name: 'Restore', exact: true }).click()
  await panel.expectCounts({ Pending: 3, Trash: 0 })
  await panel.column('Trash').getByRole('button', { name: 'Trash' }).click()
  await expect(panel.column('Trash')).toContainText('nothing is ever deleted')
})

test('an item that has moved on meanwhile is left alone and said so', async ({ panel, home }) => {
  await home.putIncoming('quick.json', message({ message: 'too quick' }))
  await panel.inspect(panel.card('Pending', 'too quick'))
  const discard = panel.inspector.getByRole('button', { name: 'Discard', exact: true })
  await discard.dblclick()
  await panel.expectCounts({ Pending: 0, Trash: 1 })
  // The second click may come before the lane has seen where the first one put it.
  await expect(toast(panel, 'Not discarded')).toContainText(/It (is in the trash already|has moved on meanwhile)\./)
})

test.describe('a message whose agent brought its owner down three times', () => {
  test.skip(({ hostKind }) => hostKind !== 'browser', 'only the browser host can be crashed from under its page')
  test.use({ setup: { agent: 'hold' } })

  test('is put back in line by one press of the recovery report', async ({ home, newContext }) => {
    test.slow()
    const page = await (await newContext()).newPage()
    const complaints = new PageComplaints(page)
    complaints.expect(/WebSocket/)
    const panel = new Panel(page, complaints)
    await home.putIncoming('hard.json', message({ message: 'hard work' }))
    for (const life of [1, 2, 3]) {
      const host = await BrowserHost.start(home)
      await page.goto(host.address.href)
      await panel.start()
      await expect.poll(() => holding(home.root), { message: 'agents that began' }).toBe(life)
      await host.crash()
      await page.goto('about:blank')
    }
    const host = await BrowserHost.start(home)
    await page.goto(host.address.href)
    await panel.start()
    await panel.expectCounts({ Dead: 1 })
    const report = page.getByRole('region', { name: 'Recovery report' })
    await expectAccessible(panel)
    await report.getByRole('button', { name: 'Requeue 1 buried' }).click()
    await expect(toast(panel, 'Requeued')).toBeVisible()
    await home.openGate('go')
    await panel.expectCounts({ Dead: 0, Completed: 1 })
    await report.getByRole('button', { name: 'Requeue 1 buried' }).click()
    await expect(toast(panel, 'Nothing is dead for its interruptions any more.')).toBeVisible()
    await page.close()
    expect(complaints.unexpected).toEqual([])
    expect(await host.stop()).toMatchObject({ code: 0, stderr: '' })
  })
})

/** How many agents have told that they hold. */
async function holding(root: string): Promise<number> {
  const files = await readdir(join(root, 'invocations'), { recursive: true }).catch(() => [])
  const logs = files.filter((file) => file.endsWith('stderr.log'))
  const texts = await Promise.all(logs.map((file) => readFile(join(root, 'invocations', file), 'utf8')))
  return texts.filter((text) => text.includes('holding: ')).length
}

test('a list is worked through with the keyboard alone', async ({ panel, home }) => {
  for (const turn of [1, 2, 3, 4]) await home.putIncoming(`p-${turn}.json`, message({ message: `number ${turn}` }))
  await panel.expectCounts({ Pending: 4 })
  await panel.cards('Pending').first().focus()
  await panel.page.keyboard.press('x')
  await panel.page.keyboard.press('ArrowDown')
  await panel.page.keyboard.press('ArrowDown')
  await panel.page.keyboard.press('Shift+X')
  await expect(bar(panel, 'Pending')).toContainText('3 selected')
  await panel.page.keyboard.press('Escape')
  await expect(bar(panel, 'Pending')).toBeHidden()
  await panel.page.keyboard.press('Control+a')
  await expect(bar(panel, 'Pending')).toContainText('4 selected')
  await panel.page.keyboard.press('Escape')
  await panel.page.keyboard.press('Delete')
  await panel.expectCounts({ Pending: 3, Trash: 1 })
  // The focus stays in the list although the card it was on has gone.
  await expect(panel.card('Pending', 'number 4')).toBeFocused()
  await panel.page.keyboard.press('Tab')
  await panel.page.keyboard.press('Tab')
  await expect(cardAction(panel, 'Discard')).toBeFocused()
})

test('the command palette acts on the inspected item and on the selection', async ({ panel, home }) => {
  for (const turn of [1, 2, 3]) await home.putIncoming(`p-${turn}.json`, message({ message: `number ${turn}` }))
  await panel.inspect(panel.card('Pending', 'number 1'))
  await panel.page.keyboard.press('Control+k')
  await panel.page.getByRole('option', { name: /^Discard this item/ }).click()
  await panel.expectCounts({ Pending: 2, Trash: 1 })
  await panel.page.keyboard.press('Control+k')
  await panel.page.getByRole('option', { name: /^Restore this item/ }).click()
  await panel.expectCounts({ Pending: 3, Trash: 0 })
  await panel.page.keyboard.press('Escape')
  await panel.column('Pending').getByRole('checkbox', { name: 'Select number 2' }).check()
  await panel.page.keyboard.press('Control+k')
  await panel.page.getByRole('option', { name: /^Discard 1 selected/ }).click()
  await panel.expectCounts({ Pending: 2, Trash: 1 })
})

test.describe('with a long time between attempts', () => {
  test.use({ setup: { agent: 'fail', config: { retry: { base_ms: 3_600_000, cap_ms: 3_600_000 } } } })

  test('a failed item says when it is tried again, and is tried at once when asked', async ({ panel, home }) => {
    await home.putIncoming('patient.json', message({ message: 'try again' }))
    await panel.start()
    await panel.expectCounts({ Failed: 1 })
    const card = panel.card('Failed', 'try again')
    await expect(card).toContainText(/Retry in \d+ min/)
    await panel.inspect(card)
    await expect(panel.inspector).toContainText(/Tried again in \d+ min/)
    await panel.inspector.getByRole('button', { name: 'Retry now' }).click()
    await expect.poll(async () => (await home.invocationIds()).length).toBe(2)
    await expect(panel.card('Failed', 'attempt 3')).toBeVisible()
  })
})

test.describe('with an agent at work', () => {
  test.use({ setup: { agent: 'stream' } })

  test('a release is asked for only after its evidence is shown', async ({ panel, home }) => {
    await home.putIncoming('stuck.json', message({ message: 'stuck' }))
    await panel.start()
    await panel.inspect(panel.card('Active', 'stuck'))
    await home.openGate('1', 'a first sign of life\n')
    await expect(panel.inspector.getByRole('log')).toContainText('a first sign of life')
    await panel.inspector.getByRole('button', { name: 'Release', exact: true }).click()
    const dialog = panel.page.getByRole('dialog', { name: 'Release this item?' })
    const evidence = dialog.getByRole('region', { name: 'Evidence' })
    await expect(evidence).toContainText(/\d+, running, started/)
    await expect(evidence).toContainText('This supervisor (default · scripted)')
    await expect(evidence).toContainText('Not written')
    await expect(dialog.getByRole('region', { name: 'End of the log' })).toContainText('a first sign of life')
    await expect(dialog.getByRole('note', { name: 'What releasing does' })).toContainText('Releasing ends the run')
    await expectAccessible(panel)
    await home.openGate('2', 'and a second\n')
    await expect(dialog.getByRole('region', { name: 'End of the log' })).toContainText('and a second')
    await dialog.getByRole('button', { name: 'Release', exact: true }).click()
    await expect(dialog).toBeHidden()
    await expect.poll(async () => (await home.invocationIds()).length).toBe(2)
    await expect(toast(panel, 'Released')).toBeVisible()
    await home.openGate('end', 'done')
    await panel.expectCounts({ Active: 0, Completed: 1 })
  })
})

test.describe('what an earlier supervisor left', () => {
  test.beforeEach(async ({ panel, home }) => {
    const text = JSON.stringify(message({ message: 'left behind' }))
    await writeFile(join(home.folder('processing'), 'left~c9f3k.json'), text)
    await panel.expectCounts({ Active: 1 })
  })

  test('an item that nothing works on any more says so, and goes back in line when released', async ({ panel }) => {
    await panel.inspect(panel.card('Active', 'left behind'))
    await panel.inspector.getByRole('button', { name: 'Release', exact: true }).click()
    const dialog = panel.page.getByRole('dialog', { name: 'Release this item?' })
    await expect(dialog.getByRole('region', { name: 'Evidence' })).toContainText('Nobody')
    await expect(dialog.getByRole('note')).toContainText('Nothing works on it any more.')
    await dialog.getByRole('button', { name: 'Release', exact: true }).click()
    await panel.expectCounts({ Active: 0, Pending: 1 })
  })

  test('what recovery did with it is shown until it is dismissed, and not again', async ({ panel }) => {
    await panel.start()
    await panel.expectCounts({ Completed: 1 })
    const report = panel.page.getByRole('region', { name: 'Recovery report' })
    await expect(report).toContainText('At the last start, recovery settled 1 item')
    await report.getByRole('button', { name: /^At the last start/ }).click()
    const row = report.getByRole('list', { name: 'What recovery did' }).getByRole('listitem')
    await expect(row).toContainText('left~c9f3k.json')
    await expect(row).toContainText('Back in line')
    await expectAccessible(panel)
    await row.getByRole('link').click()
    await expect(panel.inspector.getByRole('heading', { name: 'left behind' })).toBeVisible()
    await panel.button('Dismiss recovery report').click()
    await expect(report).toBeHidden()
    await panel.page.reload()
    await panel.shown()
    await expect(report).toBeHidden()
  })
})
