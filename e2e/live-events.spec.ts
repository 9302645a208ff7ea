import { expect } from 'playwright/test'
import { expectAccessible } from './fixtures/accessible'
import { BrowserHost } from './fixtures/browser-host'
import { claudeLines, ends, gets, says, thinks, triesAgain, uses, wrote } from './fixtures/claude-lines'
import { message } from './fixtures/message'
import { test } from './fixtures/test'

test.skip(process.platform === 'win32', 'the scripted program is a shell script')

test.describe('a run whose program tells what it does', () => {
  test.use({ setup: { agent: 'claude', config: { limits: { quiet_seconds: 1 } } } })

  test.beforeEach(async ({ panel, home }) => {
    await home.putIncoming('work.json', message({ message: 'fix the build', conversationId: 'c-1' }))
    await panel.start()
    await panel.inspect(panel.card('Active', 'fix the build'))
  })

  test('is shown readably as it happens, with its long parts folded', async ({ panel, home }) => {
    const live = panel.inspector.getByRole('log', { name: 'Live' })
    await home.openGate('1', claudeLines(says('I look at the build first.'), thinks('It may be the types.\nOr not.')))
    await expect(live).toContainText('I look at the build first.')
    const thinking = live.getByRole('button', { name: /^Thinking/ })
    await expect(thinking).toHaveAttribute('aria-expanded', 'false')

    await home.openGate('2', claudeLines(uses('t-1', 'Bash', { command: 'make\n  all' })))
    const tool = live.getByRole('button', { name: /^Bash/ })
    await expect(tool).toContainText('make all')
    await home.openGate('3', claudeLines(gets('t-1', 'no rule to make target', true), triesAgain(2)))
    await expect(live.getByText('failed')).toBeVisible()
    await expect(live.getByText('no rule to make target')).toBeVisible()
    await expect(live).toContainText('HTTP 529, overloaded (2 of 3, in 1.5 s)')
    await tool.click()
    await expect(live.getByRole('region', { name: 'Input' })).toHaveText(/make\s+all/)
    await expect(live.getByRole('region', { name: 'Result' })).toContainText('no rule to make target')
    await expectAccessible(panel)

    await panel.button('Follow').click()
    await home.openGate(
      '4',
      claudeLines(
        uses('t-2', 'Write', { file_path: '/w/Makefile', content: 'all:' }),
        wrote('t-2', '/w/Makefile', 'create'),
      ),
    )
    await expect(live.getByText('Added')).toBeVisible()
    await home.openGate('end', claudeLines(says('The build is mended.'), ends('The build is mended.')))
    await panel.expectCounts({ Completed: 1 })
    await expect(live.getByText('Done', { exact: true })).toBeVisible()
  })

  test('is one click away from what it wrote, and back', async ({ panel, home }) => {
    await home.openGate('1', claudeLines(says('Hello there.')))
    await expect(panel.inspector.getByRole('log', { name: 'Live' })).toContainText('Hello there.')
    await panel.button('Raw').click()
    await expect(panel.inspector.getByRole('log', { name: 'Log' })).toContainText('"type":"assistant"')
    await panel.button('Live').click()
    await expect(panel.inspector.getByRole('log', { name: 'Live' })).toContainText('Hello there.')
    await home.openGate('end', claudeLines(ends('Hello.')))
    await panel.expectCounts({ Completed: 1 })
  })

  test('stands still while paused, and follows again on request', async ({ panel, home }) => {
    const texts = (from: number) =>
      claudeLines(...Array.from({ length: 60 }, (_, index) => says(`said ${from + index} of many`)))
    const live = panel.inspector.getByRole('log', { name: 'Live' })
    await home.openGate('1', texts(1))
    await expect(live.getByText('said 60 of many')).toBeInViewport()
    await panel.button('Pause').click()
    await home.openGate('2', texts(61))
    await expect(panel.inspector.getByText('60 new events')).toBeVisible()
    await expect(live.getByText('said 60 of many')).toBeInViewport()
    await panel.button('Follow').click()
    await expect(live.getByText('said 120 of many')).toBeInViewport()
    await home.openGate('end', claudeLines(ends('Hello.')))
    await panel.expectCounts({ Completed: 1 })
  })

  test('tells that it has gone quiet, and no more once it writes', async ({ panel, home }) => {
    await expect(panel.inspector.getByText(/^No output for \d+ s$/)).toBeVisible()
    await home.openGate('1', claudeLines(says('Still there.')))
    await expect(panel.inspector.getByText(/^No output for/)).toBeHidden()
    await home.openGate('end', claudeLines(ends('Hello.')))
    await panel.expectCounts({ Completed: 1 })
  })

  test('shows what it may do, its session, and what it and its item used', async ({ panel, home }) => {
    await expect(panel.card('Active', 'fix the build')).toContainText('workspace-write')
    await expect(panel.inspector.getByText('workspace-write').first()).toBeVisible()
    await expect(panel.inspector.getByText('Session fresh')).toBeVisible()
    await home.openGate('end', claudeLines(ends('Mended.')))
    await panel.expectCounts({ Completed: 1 })
    await expect(panel.card('Completed', 'fix the build')).toContainText('workspace-write')
    await expect(panel.inspector.getByText('1 run: 1,200 in, 34 out · $0.0042')).toBeVisible()
    await panel.tab('Invocation').click()
    await expect(panel.inspector.getByText('1,200 in, 34 out · $0.0042', { exact: true })).toBeVisible()

    await home.putIncoming('more.json', message({ message: 'and the tests', conversationId: 'c-1' }))
    await panel.expectCounts({ Completed: 2 })
    await panel.inspect(panel.card('Completed', 'and the tests'))
    await panel.tab('Invocation').click()
    await expect(panel.inspector.getByText('Session resumed')).toBeVisible()
  })
})

test.describe('a run that has ended', () => {
  const env = { API_KEY: 'not-for-the-clipboard', PLAIN: 'two words' }
  test.use({ setup: { agent: 'claude', provider: { env } } })

  test('can be taken along as a shell command, with secrets by their names alone', async ({ panel, home, host }) => {
    if (host instanceof BrowserHost) {
      await panel.page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
    }
    await home.openGate('end', claudeLines(ends('Mended.')))
    await home.putIncoming('work.json', message({ message: 'hello' }))
    await panel.start()
    await panel.expectCounts({ Completed: 1 })
    await panel.inspect(panel.card('Completed', 'hello'))
    await panel.tab('Invocation').click()
    await panel.button('Copy as shell command').click()
    await expect(panel.button('Copied')).toBeVisible()
    const copied = await panel.page.evaluate(() => navigator.clipboard.readText())
    expect(copied).toMatch(/^cd .+ && .*PLAIN='two words' .+\/claude -p .+$/s)
    expect(copied).toContain('prompt.md')
    expect(copied).toContain('API_KEY="$API_KEY"')
    expect(copied).not.toContain('not-for-the-clipboard')
  })
})

test.describe('a run of a program that tells nothing', () => {
  test.use({ setup: { agent: 'stream' } })

  test('has what it wrote alone', async ({ panel, home }) => {
    await home.putIncoming('work.json', message({ message: 'long work' }))
    await panel.start()
    await panel.inspect(panel.card('Active', 'long work'))
    await expect(panel.inspector.getByRole('log', { name: 'Log' })).toContainText('ready')
    await expect(panel.button('Live')).toHaveCount(0)
    await expect(panel.inspector.getByText('not enforced for commands')).toBeVisible()
    await home.openGate('end', 'done')
    await panel.expectCounts({ Completed: 1 })
  })
})
