import { expect, type Locator } from 'playwright/test'
import { expectAccessible } from './fixtures/accessible'
import { claudeLines, ends, fails, limited } from './fixtures/claude-lines'
import { message } from './fixtures/message'
import type { Panel } from './fixtures/panel'
import { test } from './fixtures/test'

test.skip(process.platform === 'win32', 'the scripted program is a shell script')

const waits = (panel: Panel): Locator => panel.page.getByRole('list', { name: 'Why items wait' }).getByRole('listitem')
const entry = (panel: Panel): Locator =>
  panel.page.getByRole('region', { name: 'Providers' }).getByRole('listitem', { name: 'scripted', exact: true })
const section = (panel: Panel, name: string): Locator => panel.page.getByRole('region', { name, exact: true })

test.describe('a provider', () => {
  test.use({ setup: { agent: 'claude' } })

  test('tells its program, its version and who uses it, and can be tested', async ({ panel, home }) => {
    await panel.goTo('Settings')
    await expect(entry(panel)).toContainText(home.beside('claude'))
    await expect(entry(panel)).toContainText('9.8.7')
    await expect(entry(panel)).toContainText('main/default')
    await expect(entry(panel).getByText('Ready')).toBeVisible()
    await panel.button('Test scripted').click()
    const found = entry(panel).getByRole('status', { name: 'Test of scripted' })
    await expect(found).toContainText('nobody is logged in')
    await expect(found).toContainText('Run claude in a terminal and log in')
    await home.openGate('login')
    await panel.button('Test scripted').click()
    await expect(found).toContainText('is there and logged in')
    await expectAccessible(panel)
  })

  test('that nobody is logged in to waits for a person, and goes on after a good test', async ({ panel, home }) => {
    await home.openGate('end', claudeLines(fails(401, 'Please run /login')))
    await home.putIncoming('a.json', message({ message: 'first' }))
    await home.putIncoming('b.json', message({ message: 'second' }))
    await panel.start()
    await expect(waits(panel)).toContainText('scripted: Waiting for a person. Its items wait.')
    await expect(waits(panel)).toContainText('Run claude in a terminal and log in')
    await panel.expectCounts({ Pending: 2, Active: 0, Failed: 0, Dead: 0 })
    await expect(panel.card('Pending', 'second')).toContainText('Held')
    await expectAccessible(panel)

    await panel.page.getByRole('link', { name: 'Why scripted waits' }).click()
    await expect(entry(panel).getByRole('note', { name: 'Why it waits' })).toContainText('may not use the model')
    await expectAccessible(panel)
    await home.openGate('end', claudeLines(ends('Here I am.')))
    await home.openGate('login')
    await panel.button('Test scripted').click()
    await expect(entry(panel).getByText('Ready')).toBeVisible()
    await panel.goTo('Lanes')
    await panel.expectCounts({ Pending: 0, Completed: 2 })
    await expect(waits(panel)).toHaveCount(0)
  })

  test('whose usage limit is reached counts down to its end, until somebody ends the wait', async ({ panel, home }) => {
    const limit = [limited(Date.now() + 3 * 3_600_000), fails(429, 'session limit')]
    await home.openGate('end', claudeLines(...limit))
    await home.putIncoming('a.json', message({ message: 'first' }))
    await panel.start()
    await expect(waits(panel)).toContainText(
      /scripted: Waiting for quota until (tomorrow )?\d\d:\d\d \(in (2 h 59|3 h 0) min\)/,
    )
    await panel.expectCounts({ Pending: 1, Failed: 0 })
    await panel.goTo('Settings')
    await expect(entry(panel)).toContainText('Waiting for quota until')
    await home.openGate('end', claudeLines(ends('Here I am.')))
    await panel.button('Stop waiting: scripted').click()
    await expect(entry(panel).getByText('Ready')).toBeVisible()
    await panel.goTo('Lanes')
    await panel.expectCounts({ Completed: 1 })
  })
})

test.describe('a provider that fails again and again', () => {
  const breaker = { failures: 2, probe_seconds: 3600 }
  test.use({ setup: { agent: 'claude', config: { breaker, retry: { base_ms: 0, cap_ms: 0 } } } })

  test('is shut, says why and when one item tries it again, and is tried with one on request', async ({
    panel,
    home,
  }) => {
    await home.openGate('end', claudeLines(fails(500, 'made-up 500')))
    for (const name of ['a', 'b', 'c']) await home.putIncoming(`${name}.json`, message({ message: `item ${name}` }))
    await panel.start()
    await expect(waits(panel)).toContainText('scripted: Shut after failures, tries one item again in 59 min')
    await panel.goTo('Settings')
    await expect(entry(panel).getByRole('note', { name: 'Why it waits' })).toContainText('made-up 500')
    await home.closeGate('end')
    await panel.button('Try now: scripted').click()
    await expect(entry(panel)).toContainText('One item tries it again')
    await panel.goTo('Lanes')
    await panel.expectCounts({ Active: 1 })
    await expect(waits(panel)).toContainText('Its other items wait.')
    await home.putIncoming('d.json', message({ message: 'item d' }))
    await home.openGate('end', claudeLines(ends('Here I am.')))
    await expect(panel.card('Completed', 'item d')).toBeVisible()
    await expect(waits(panel)).toHaveCount(0)
  })
})

test.describe('a provider whose program is missing', () => {
  test.use({ setup: { agent: 'claude', provider: { binary: 'no-such-agent-program' } } })

  test('waits for a person and names the program', async ({ panel, home }) => {
    await home.putIncoming('a.json', message({ message: 'nobody there' }))
    await panel.start()
    await expect(waits(panel)).toContainText('scripted: Waiting for a person.')
    await panel.goTo('Settings')
    await expect(entry(panel)).toContainText('not found')
    await panel.button('Test scripted').click()
    await expect(entry(panel).getByRole('status', { name: 'Test of scripted' })).toContainText('no-such-agent-program')
  })
})

test.describe('spend', () => {
  test.use({ setup: { agent: 'claude', config: { spend: { day_usd: 0.01 } } } })

  test('is shown against its cap, and a reached cap says why nothing starts', async ({ panel, home }) => {
    await home.openGate('end', claudeLines(ends('Dear answer.', 0.02)))
    await home.putIncoming('a.json', message({ message: 'first' }))
    await panel.start()
    await panel.expectCounts({ Completed: 1 })
    await home.putIncoming('b.json', message({ message: 'second' }))
    await expect(waits(panel)).toContainText('Spend cap reached. This home spent')
    await panel.expectCounts({ Pending: 1 })
    await expect(panel.card('Pending', 'second')).toContainText('Held')
    await panel.inspect(panel.card('Pending', 'second'))
    await expect(panel.inspector.getByRole('note', { name: 'Reason' })).toContainText('This home spent')
    await panel.goTo('Settings')
    const spend = section(panel, 'Spend')
    await expect(panel.fact('Today')).toHaveText('$0.02 of $0.01')
    await expect(panel.fact('Cap for a day')).toHaveText('$0.01')
    await expect(spend.getByRole('list', { name: 'Reached caps' })).toContainText('Nothing it covers is started.')
    await spend.getByRole('combobox').selectOption('agent')
    await expect(spend.getByRole('row', { name: /^main\/default 1 1,200 34 \$0\.02/ })).toBeVisible()
    await expectAccessible(panel)
  })
})

test.describe('an agent', () => {
  const agents = { default: { provider: 'scripted', permissions: 'full' } }
  const orchestrator = { id: 'main', selector_agent: 'default', agents }
  test.use({ setup: { agent: 'claude', orchestrator } })

  test('begins a fresh conversation once, when asked to', async ({ panel, home }) => {
    await home.openGate('end', claudeLines(ends('Here I am.')))
    await panel.start()
    let turns = 0
    const turn = async () => {
      turns += 1
      await home.putIncoming(`turn-${turns}.json`, message({ message: `turn ${turns}`, conversationId: 'c-1' }))
    }
    await turn()
    await panel.expectCounts({ Completed: 1 })
    await panel.goTo('Settings')
    const row = section(panel, 'Agents').getByRole('listitem', { name: 'main/default', exact: true })
    await expect(row).toContainText('full')
    const fresh = row.getByRole('button', { name: 'Fresh conversation next time: main/default' })
    await fresh.click()
    await expect(row.getByText('Set: the next run starts a fresh conversation.')).toBeVisible()
    await expect(fresh).toHaveAttribute('aria-disabled', 'true')
    await panel.page.reload()
    await expect(row.getByText('Set: the next run starts a fresh conversation.')).toBeVisible()
    await expectAccessible(panel)
    await turn()
    await expect(row.getByText('Used up: a run started a fresh conversation.')).toBeVisible()
    await turn()
    await panel.goTo('Lanes')
    await panel.expectCounts({ Completed: 3 })
    for (const [text, session] of [
      ['turn 2', 'Session fresh'],
      ['turn 3', 'Session resumed'],
    ] as const) {
      await panel.inspect(panel.card('Completed', text))
      await panel.tab('Invocation').click()
      await expect(panel.inspector.getByText(session)).toBeVisible()
      await expect(panel.inspector.getByText('full', { exact: true }).first()).toBeVisible()
    }
  })

  test('all of them can be asked at once, for whichever runs next', async ({ panel }) => {
    await panel.goTo('Settings')
    const row = section(panel, 'Agents').getByRole('listitem', { name: 'All agents', exact: true })
    await row.getByRole('button').click()
    await expect(row.getByText('Set: the next run starts a fresh conversation.')).toBeVisible()
  })
})
