import { expect } from 'playwright/test'
import { leftovers } from './fixtures/host-process'
import { message } from './fixtures/message'
import { test } from './fixtures/test'

test('the state beside the buttons is the true one, and a button that does nothing says why', async ({ panel }) => {
  const why = async (name: string, sentence: string | null) => {
    const button = panel.button(name)
    if (sentence === null) {
      await expect(button).not.toHaveAttribute('aria-disabled', 'true')
      await expect(button).not.toHaveAccessibleDescription(/./)
    } else {
      await expect(button).toHaveAttribute('aria-disabled', 'true')
      await expect(button).toHaveAccessibleDescription(sentence)
    }
  }
  await expect(panel.supervisor).toHaveText('Stopped')
  await why('Start', null)
  await why('Stop', 'The supervisor is not running.')
  await why('Restart', 'The supervisor is not running. Press Start.')
  await panel.button('Stop').hover()
  await expect(panel.page.getByRole('tooltip')).toHaveText('The supervisor is not running.')

  await panel.start()
  await why('Start', 'The supervisor is already running.')
  await why('Stop', null)
  await why('Restart', null)

  await panel.stop()
  await why('Start', null)
  await why('Stop', 'The supervisor is not running.')
})

test('nothing is claimed while the supervisor is stopped', async ({ panel, home }) => {
  await panel.start()
  await panel.stop()
  await home.putIncoming('later.json', message())
  await panel.expectCounts({ Pending: 1, Active: 0, Completed: 0 })
  expect(await home.invocationIds()).toEqual([])
  await panel.start()
  await panel.expectCounts({ Pending: 0, Completed: 1 })
})

test('two panels of one home show the same state', async ({ browserHost, panel, newContext }) => {
  const other = await (await newContext()).newPage()
  await other.goto(browserHost.latestAddress.href)
  await expect(other.getByRole('status', { name: 'Supervisor' })).toHaveText('Stopped')
  await panel.start()
  await expect(other.getByRole('status', { name: 'Supervisor' })).toHaveText('Running')
  await other.getByRole('button', { name: 'Stop', exact: true }).click()
  await expect(panel.supervisor).toHaveText('Stopped')
})

test.describe('with time to drain', () => {
  test.use({ setup: { agent: 'hold', config: { drain_seconds: 600 } } })

  test('a stop lets the active item finish and shows what it waits for', async ({ panel, home }) => {
    await home.putIncoming('first.json', message({ message: 'long work', conversationId: 'c' }))
    await home.putIncoming('second.json', message({ message: 'next in line', conversationId: 'c' }))
    await panel.start()
    await panel.expectCounts({ Pending: 1, Active: 1 })
    await panel.button('Stop').click()
    await expect(panel.supervisor).toHaveText(/^Stopping: 1 active, at most \d+ s$/)
    await expect(panel.button('Stop')).toHaveAccessibleDescription('The supervisor is already stopping.')
    await expect(panel.button('Start')).toHaveAccessibleDescription(
      'The supervisor is stopping. Wait until it has stopped.',
    )

    await home.openGate('go')
    await expect(panel.supervisor).toHaveText('Stopped')
    await panel.expectCounts({ Pending: 1, Active: 0, Completed: 1 })
    expect(await home.answers()).toMatchObject([{ message: 'You said: long work' }])
  })
})

// Homes of tests give a stop no time to drain.
test.describe('without time to drain', () => {
  test.use({ setup: { agent: 'hold' } })

  test('a stop puts the active item back in line, and the next start answers it once', async ({ panel, home }) => {
    await home.putIncoming('held.json', message({ message: 'long work' }))
    await panel.start()
    await panel.expectCounts({ Active: 1 })
    if (process.platform === 'linux') await expect.poll(() => leftovers(home)).toHaveLength(1)
    await panel.stop()
    expect(await leftovers(home)).toEqual([])
    await panel.expectCounts({ Pending: 1, Active: 0, Failed: 0, Completed: 0 })
    expect(await home.files('incoming')).toEqual([expect.stringMatching(/^held(~n\d+)?\.json$/)])
    await panel.inspect(panel.card('Pending', 'long work'))
    await panel.tab('Timeline').click()
    await expect(panel.inspector.getByRole('list', { name: 'Timeline' })).toContainText('Interrupted')

    await home.openGate('go')
    await panel.start()
    await panel.expectCounts({ Pending: 0, Active: 0, Completed: 1 })
    expect(await home.answers()).toMatchObject([{ message: 'You said: long work' }])
  })

  test('a restart ends the active attempt and begins it anew', async ({ panel, home }) => {
    await home.putIncoming('held.json', message({ message: 'long work' }))
    await panel.start()
    await panel.expectCounts({ Active: 1 })
    await panel.inspect(panel.card('Active', 'long work'))
    await panel.tab('Timeline').click()
    const claimed = panel.inspector
      .getByRole('list', { name: 'Timeline' })
      .getByRole('listitem')
      .filter({ hasText: 'Claimed' })
    await expect(claimed).toHaveCount(1)

    await panel.button('Restart').click()
    await expect(claimed).toHaveCount(2)
    await expect(panel.supervisor).toHaveText('Running')
    await home.openGate('go')
    await panel.expectCounts({ Pending: 0, Active: 0, Completed: 1 })
    expect(await home.answers()).toHaveLength(1)
  })
})

test.describe('with an agent that holds', () => {
  test.use({ setup: { agent: 'hold' } })

  test('two conversations are worked on side by side, two messages of one are not', async ({ panel, home }) => {
    await home.putIncoming('a1.json', message({ message: 'a1', conversationId: 'a' }))
    await home.putIncoming('a2.json', message({ message: 'a2', conversationId: 'a' }))
    await home.putIncoming('b1.json', message({ message: 'b1', conversationId: 'b' }))
    await panel.start()
    await panel.expectCounts({ Pending: 1, Active: 2 })
    await expect(panel.card('Active', 'a1')).toContainText('default · scripted')
    await expect(panel.card('Active', 'b1')).toBeVisible()
    await expect(panel.card('Pending', 'a2')).toBeVisible()
    await home.openGate('go')
    await panel.expectCounts({ Pending: 0, Active: 0, Completed: 3 })
  })
})
