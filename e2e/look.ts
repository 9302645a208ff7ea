import { join, resolve } from 'node:path'
import { expect } from 'playwright/test'
import { claudeLines, ends, fails, gets, limited, says, thinks, triesAgain, uses, wrote } from './fixtures/claude-lines'
import { message } from './fixtures/message'
import type { Panel } from './fixtures/panel'
import { test } from './fixtures/test'
import { endAttempt, verdict, withReviews } from './fixtures/workflows'

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

test.describe('a run that tells what it does', () => {
  const agents = { default: { provider: 'scripted', permissions: 'full' } }
  const orchestrator = { id: 'main', selector_agent: 'default', agents }
  test.use({
    setup: { agent: 'claude', orchestrator, config: { limits: { quiet_seconds: 1 }, spend: { day_usd: 5 } } },
  })

  test('live', async ({ panel, home }) => {
    await home.openGate('end', claudeLines(says('It arrives on Monday.'), ends('It arrives on Monday.', 1.24)))
    for (const name of ['a', 'b']) await home.putIncoming(`${name}.json`, message({ message: `Order ${name}?` }))
    await panel.start()
    await panel.expectCounts({ Completed: 2 })
    await home.closeGate('end')
    await home.putIncoming('c.json', message({ message: 'Mend the build of the shop and tell me what was wrong' }))
    await home.openGate(
      '1',
      claudeLines(
        ...[says('I look at the build first.\n\nThen at the tests.'), thinks('It may be the types.\nOr the paths.')],
        ...[uses('1', 'Bash', { command: 'make all 2>&1 | tail -40' }), gets('1', 'no rule to make target', true)],
        ...[triesAgain(1), uses('2', 'Read', { file_path: '/w/shop/Makefile', limit: 200 })],
        ...[gets('2', 'all: shop\n\nshop: main.o'), uses('3', 'Write', { file_path: '/w/Makefile', content: 'all:' })],
        ...[wrote('3', '/w/shop/Makefile', 'update'), uses('4', 'Bash', { command: 'make test' })],
      ),
    )
    await panel.inspect(panel.card('Active', 'Mend'))
    await expect(panel.inspector.getByRole('log', { name: 'Live' })).toContainText('make test')
    await expect(panel.inspector.getByText(/^No output for/)).toBeVisible()
    await look(panel, 'live')
    const tool = panel.page.getByRole('button', { name: /^Bash make all/ })
    await tool.click()
    await expect(tool).toHaveAttribute('aria-expanded', 'true')
    await look(panel, 'live-open')
    await panel.page.keyboard.press('Escape')
    await panel.goTo('Invocations')
    await panel.page.getByRole('region', { name: 'Recent invocations' }).getByRole('link').first().click()
    await expect(panel.page.getByRole('log', { name: 'Live' })).toContainText('make test')
    await look(panel, 'live-invocations')
    await panel.goTo('Settings')
    await panel.button('Fresh conversation next time: main/default').click()
    await expect(panel.page.getByText('Set: the next run')).toBeVisible()
    await look(panel, 'providers')
    await panel.page.getByRole('region', { name: 'Spend', exact: true }).scrollIntoViewIfNeeded()
    await look(panel, 'spend')
    await home.openGate('end', claudeLines(ends('Done.')))
  })
})

test.describe('a provider that waits', () => {
  test.use({ setup: { agent: 'claude', config: { spend: { agent_usd_per_day: 0.5 } } } })

  test('for its limit', async ({ panel, home }) => {
    await home.openGate('end', claudeLines(limited(Date.now() + 8_000_000), fails(429, 'session limit')))
    for (const name of ['a', 'b']) await home.putIncoming(`${name}.json`, message({ message: `Order ${name}?` }))
    await panel.start()
    await expect(panel.page.getByRole('list', { name: 'Why items wait' })).toContainText('quota')
    await look(panel, 'parked')
    await home.openGate('end', claudeLines(fails(401, 'Please run /login')))
    await panel.button('Stop waiting: scripted').click()
    await expect(panel.page.getByRole('list', { name: 'Why items wait' })).toContainText('person')
    await look(panel, 'unauthenticated')
    await panel.goTo('Settings')
    await panel.button('Test scripted').click()
    await expect(panel.page.getByText('nobody is logged in')).toBeVisible()
    await look(panel, 'unauthenticated-settings')
  })
})

test.describe('runs of a workflow', () => {
  test.use({ setup: withReviews })

  test('from the first to a decision', async ({ panel, home }) => {
    await panel.goTo('Runs')
    await look(panel, 'runs-empty')
    await panel.start()
    for (const name of ['the sea', 'the moon']) {
      await home.putIncoming(`${name}.json`, message({ message: `A poem about ${name}`, conversationId: name }))
    }
    await expect(panel.run('A poem')).toHaveCount(2)
    await endAttempt(home, 'write', { summary: 'A draft of four lines.' })
    await endAttempt(home, 'review', verdict('reject', 'The second line does not rhyme with the fourth.'))
    await expect(panel.page.locator('[data-open-decisions]')).toHaveText(/2$/)
    await look(panel, 'runs')
    await panel.openRun('A poem about the sea')
    await look(panel, 'run')
    await panel.page
      .getByRole('main')
      .getByRole('button', { name: /^Decide…/ })
      .first()
      .click()
    await expect(panel.page.getByRole('radio').first()).toBeFocused()
    await look(panel, 'decision')
    await panel.page.keyboard.press('3')
    await panel.page.keyboard.press('Control+Enter')
    await expect(panel.page.getByRole('dialog').getByRole('status')).toBeVisible()
    await look(panel, 'decided')
    await panel.page.keyboard.press('Escape')
    await panel.button('Start again…').click()
    await expect(panel.page.getByRole('figure', { name: 'Workflow graph' }).last()).toBeVisible()
    await look(panel, 'start-run')
    await panel.page.keyboard.press('Escape')
    await panel.goTo('Settings')
    await panel.page.getByRole('region', { name: 'Orchestrators' }).scrollIntoViewIfNeeded()
    await look(panel, 'orchestrators')
  })
})
