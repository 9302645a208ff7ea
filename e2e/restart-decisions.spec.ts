import { expect, type Locator } from 'playwright/test'
import { BrowserHost } from './fixtures/browser-host'
import { message } from './fixtures/message'
import { PageComplaints } from './fixtures/page-complaints'
import { Panel } from './fixtures/panel'
import { test } from './fixtures/test'

const script = (line: string) => ({ kind: 'command', argv: ['/bin/sh', '-c', line] })
/** Asks until it is told of a flamingo. */
const asking = script(
  'case "$(/bin/cat)" in *flamingo*) echo "Pushed to flamingo.";; *) echo "[question]Which branch?[/question]";; esac',
)
const orchestrator = {
  id: 'main',
  selector_agent: 'default',
  agents: {
    default: { provider: 'parrot', permissions: 'full' },
    asker: { provider: 'asking', permissions: 'full' },
  },
}

test.use({
  setup: {
    agent: 'echo',
    orchestrator,
    providers: { asking, parrot: script('echo ok') },
    config: { limits: { max_same_answers: 2 } },
  },
})
test.skip(({ hostKind }) => hostKind !== 'browser', 'only the browser host can be crashed from under its page')

function waiting(panel: Panel): Locator {
  return panel.page.getByRole('region', { name: 'Decisions that wait' }).getByRole('listitem')
}

async function decide(panel: Panel, of: string, dialog: string, option: number, text: string): Promise<void> {
  await waiting(panel)
    .filter({ hasText: of })
    .getByRole('button', { name: /^Decide…/ })
    .click()
  const open = panel.page.getByRole('dialog', { name: dialog })
  await open.getByRole('radio').nth(option).check()
  await open.getByRole('textbox').fill(text)
  await panel.page.keyboard.press('Control+Enter')
  await open.getByRole('button', { name: 'Done' }).click()
}

test('what an agent asks and what the loop breaker asks is there after a crash of the host, told once and answered once', async ({
  home,
  newContext,
}) => {
  test.slow()
  const page = await (await newContext()).newPage()
  const complaints = new PageComplaints(page)
  complaints.expect(/WebSocket/)
  const panel = new Panel(page, complaints)
  for (const turn of [1, 2, 3]) {
    await home.putIncoming(
      `ping-${turn}.json`,
      message({ message: 'ping', messageId: `ping-${turn}`, conversationId: 'c' }),
    )
  }
  await home.putIncoming('push.json', message({ message: '@asker Push it', messageId: 'push' }))

  const first = await BrowserHost.start(home)
  await page.goto(first.address.href)
  await panel.start()
  await expect(page.locator('[data-open-decisions]')).toHaveText(/2$/)
  await panel.expectCounts({ Completed: 2, Active: 2 })
  await panel.goTo('Runs')
  await waiting(panel)
    .filter({ hasText: 'Push it' })
    .getByRole('button', { name: /^Decide…/ })
    .click()
  const dialog = page.getByRole('dialog', { name: 'The agent asks' })
  await dialog.getByRole('textbox').fill('half an ans')
  await first.crash()
  await page.goto('about:blank')

  const second = await BrowserHost.start(home)
  await page.goto(second.address.href)
  await panel.goTo('Runs')
  await expect(waiting(panel)).toHaveCount(2)
  await panel.goTo('Lanes')
  await panel.start()
  await panel.expectCounts({ Completed: 2, Active: 2 })
  for (const card of await panel.cards('Active').all()) await expect(card).toContainText('Waiting')
  const told = async () => (await home.answers()).map(({ messageId }) => messageId).sort()
  expect(await told()).toEqual(['ping-1', 'ping-2', 'ping-3', 'push'])

  await panel.goTo('Runs')
  await decide(panel, 'Push it', 'The agent asks', 0, 'To flamingo.')
  await decide(panel, 'ping', 'It gets nowhere', 0, '')
  await expect(waiting(panel)).toHaveCount(0)
  await panel.goTo('Lanes')
  await panel.expectCounts({ Completed: 4, Active: 0 })
  expect(await told()).toEqual(['ping-1', 'ping-2', 'ping-3', 'ping-3', 'push', 'push'])
  const answers = await home.answers()
  expect(answers.filter(({ message: text }) => text.includes('Pushed to flamingo.'))).toHaveLength(1)
  expect(answers.filter(({ messageId, message: text }) => messageId === 'ping-3' && text === 'ok')).toHaveLength(1)
  await page.close()
  expect(complaints.unexpected).toEqual([])
  expect(await second.stop()).toMatchObject({ code: 0, stderr: '' })
})
