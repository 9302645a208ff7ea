import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, type Locator } from 'playwright/test'
import { expectAccessible } from './fixtures/accessible'
import { claudeLines, ends, gets, uses } from './fixtures/claude-lines'
import { message } from './fixtures/message'
import { test } from './fixtures/test'

test.skip(process.platform === 'win32', 'the scripted program is a shell script')
test.use({ setup: { agent: 'claude' } })

const sentence = '2 tools were refused under workspace-write: Write, Bash (2 times).'
const setting = 'Permissions full would allow them to agent default'
const refused = (within: Locator): Locator => within.getByRole('note', { name: 'What was refused' })

/** The end of a run that was refused what it asked for. */
const kept = (answer: string) => ({
  ...ends(answer),
  permission_denials: ['Write', 'Bash', 'Bash'].map((tool_name) => ({ tool_name })),
})

async function seen(within: Locator): Promise<void> {
  await expect(refused(within)).toContainText(sentence)
  await expect(refused(within)).toContainText(setting)
}

test('what an agent was refused is told beside its answer, on its invocation and in the history', async ({
  panel,
  home,
}) => {
  await home.putIncoming('work.json', message({ message: 'write it down' }))
  await panel.start()
  await home.openGate(
    '1',
    claudeLines(
      uses('t-1', 'Write', { file_path: '/w/notes.txt', content: 'x' }),
      gets('t-1', 'Claude requested permissions to write to /w/notes.txt, but you haven’t granted it yet.', true),
    ),
  )
  await home.openGate('end', claudeLines(kept('I may not write.')))
  await panel.expectCounts({ Completed: 1 })
  await panel.inspect(panel.card('Completed', 'write it down'))
  await expect(panel.inspector.getByRole('region', { name: 'Answer' })).toContainText('I may not write.')
  await seen(panel.inspector)
  await expectAccessible(panel)

  await panel.tab('Timeline').click()
  await expect(panel.inspector.getByRole('list', { name: 'Timeline' })).toContainText(sentence)
  await panel.tab('Invocation').click()
  await expect(panel.inspector.getByRole('log', { name: 'Live' })).toContainText(sentence)

  await panel.page.keyboard.press('Escape')
  await panel.goTo('Invocations')
  await panel.page.getByRole('region', { name: 'Recent invocations' }).getByRole('link').first().click()
  const view = panel.page.getByRole('region', { name: 'Invocation', exact: true })
  await expect(view).toContainText('Succeeded')
  for (const width of [1280, 900]) {
    await panel.page.setViewportSize({ width, height: 700 })
    await seen(view)
    await expectAccessible(panel)
  }
})

test('it is told, too, when a channel client has taken the answer away', async ({ panel, home }) => {
  await home.putIncoming('work.json', message({ message: 'write it down' }))
  await panel.start()
  await home.openGate('end', claudeLines(kept('I may not write.')))
  await panel.expectCounts({ Completed: 1 })
  for (const file of await home.files('outgoing')) await rm(join(home.folder('outgoing'), file))
  await panel.inspect(panel.card('Completed', 'write it down'))
  await expect(panel.inspector).toContainText('The answer is not in the outgoing folder any more.')
  await seen(panel.inspector)
})
