import { join, resolve } from 'node:path'
import { expect } from 'playwright/test'
import { message } from './fixtures/message'
import type { Panel } from './fixtures/panel'
import { test } from './fixtures/test'

const folder = resolve(process.env.LOOK || 'test-results/look')
const sizes = [
  { width: 1280, height: 800 },
  { width: 900, height: 700 },
]

/** One picture per theme and size. */
async function look(panel: Panel, name: string): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    for (const size of sizes) {
      await panel.page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
      await panel.page.setViewportSize(size)
      await panel.page.screenshot({
        path: join(folder, `${name}-${colorScheme}-${size.width}.png`),
        animations: 'disabled',
      })
    }
  }
}

test.describe('first run', () => {
  test.use({ setup: { agent: null } })

  test('empty', async ({ panel }) => {
    await expect(panel.page.getByRole('button', { name: /^Send sample: / })).toHaveCount(3)
    await look(panel, 'empty')
    await panel.button('New message').click()
    await panel.page.getByRole('dialog').getByRole('button', { name: 'Send' }).click()
    await look(panel, 'compose')
    await panel.page.keyboard.press('Escape')
    await panel.page.keyboard.press('Control+k')
    await expect(panel.page.getByRole('dialog', { name: 'Commands' })).toBeVisible()
    await look(panel, 'palette')
    await panel.page.keyboard.press('Escape')
    await panel.goTo('Settings')
    await expect(panel.page.getByRole('region', { name: 'config.yaml' })).toBeVisible()
    await look(panel, 'settings')
  })
})

test.describe('completed', () => {
  test('answers', async ({ panel, home }) => {
    for (let turn = 1; turn <= 30; turn += 1) {
      const text = `Please look at order ${turn} and tell the customer when it will arrive.`
      await home.putIncoming(`order-${turn}.json`, message({ message: text, conversationId: `c${turn % 5}` }))
    }
    await panel.start()
    await panel.expectCounts({ Completed: 30 })
    await panel.stop()
    for (let turn = 31; turn <= 42; turn += 1)
      await home.putIncoming(`order-${turn}.json`, message({ sender: 'Grace' }))
    await panel.expectCounts({ Pending: 12 })
    await look(panel, 'stopped')
    await panel.inspect(panel.cards('Completed').first())
    await expect(panel.inspector.getByRole('region', { name: 'Answer' })).toBeVisible()
    await look(panel, 'answer')
    await panel.page.keyboard.press('Escape')
    const files = ['broken.json', 'notes.txt', 'empty.json'].map((name) => ({ name, text: '' }))
    await panel.dropFiles(files)
    await expect(panel.refused).toHaveCount(3)
    await look(panel, 'refused')
  })
})

test.describe('busy', () => {
  test.use({ setup: { agent: 'stream', config: { drain_seconds: 600, limits: { max_concurrent: 3 } } } })

  test('at work', async ({ panel, home }) => {
    for (let turn = 1; turn <= 12; turn += 1)
      await home.putIncoming(`work-${turn}.json`, message({ message: `Task ${turn}: read the log and sum it up` }))
    await home.putIncoming('odd.json', '{ "channel": 7 }')
    await home.openGate(
      '1',
      Array.from({ length: 60 }, (_, line) => `step ${line + 1}: reading part ${line + 1} of 60\n`).join(''),
    )
    await panel.start()
    await panel.expectCounts({ Active: 3, Rejected: 1 })
    await look(panel, 'busy')
    await panel.inspect(panel.cards('Active').first())
    await expect(panel.inspector.getByRole('log')).toContainText('step 60')
    await look(panel, 'log')
    await panel.tab('Timeline').click()
    await look(panel, 'timeline')
    await panel.page.keyboard.press('Escape')
    await panel.button('Stop').click()
    await expect(panel.supervisor).toContainText('Stopping')
    await look(panel, 'stopping')
    await panel.goTo('Invocations')
    await panel.page.getByRole('region', { name: 'Recent invocations' }).getByRole('link').first().click()
    await expect(panel.page.getByRole('log')).toContainText('step 60')
    await look(panel, 'invocations')
    await home.openGate('end', 'Done.')
    await expect(panel.supervisor).toHaveText('Stopped')
  })
})

test.describe('failing', () => {
  const retry = { base_ms: 3_600_000, cap_ms: 3_600_000 }
  test.use({ setup: { agent: 'fail', config: { retry, limits: { max_attempts: 2 } } } })

  test('why', async ({ panel, home }) => {
    for (const turn of [1, 2, 3])
      await home.putIncoming(`doomed-${turn}.json`, message({ message: `Impossible task ${turn}` }))
    await home.putIncoming('lost.json', message({ channelProfileId: 'nobody', message: 'Who answers this?' }))
    await panel.start()
    await panel.expectCounts({ Failed: 3, Dead: 1 })
    await look(panel, 'failed')
    await panel.inspect(panel.cards('Failed').first())
    await look(panel, 'why-failed')
    await panel.page.keyboard.press('Escape')
    await panel.page.getByRole('button', { name: /^Attention: / }).click()
    await look(panel, 'attention')
  })
})
