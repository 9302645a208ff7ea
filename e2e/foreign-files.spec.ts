import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'playwright/test'
import { message } from './fixtures/message'
import { test } from './fixtures/test'

test('a file that another program renames into incoming appears by itself', async ({ panel, home }) => {
  await panel.page.evaluate(() => Reflect.set(window, 'sameDocument', true))
  await home.putIncoming('from-slack.json', message({ sender: 'Grace', message: 'from outside' }))
  await panel.expectCounts({ Pending: 1 })
  await expect(panel.card('Pending', 'from outside')).toContainText('Grace')

  await panel.start()
  await panel.expectCounts({ Pending: 0, Completed: 1 })
  await home.putIncoming('from-slack-2.json', message({ message: 'and another' }))
  await panel.expectCounts({ Pending: 0, Completed: 2 })
  expect((await home.answers()).map((answer) => answer.message)).toEqual([
    'You said: from outside',
    'You said: and another',
  ])
  expect(await panel.page.evaluate(() => Reflect.get(window, 'sameDocument'))).toBe(true)
})

test('what another program puts in incoming is in the activity, and its entry leads to the item', async ({
  panel,
  home,
}) => {
  await home.putIncoming('news.json', message({ message: 'what is new' }))
  await panel.start()
  const activity = panel.page.getByRole('list', { name: 'Latest activity, newest first' }).getByRole('listitem')
  await expect(activity.first()).toContainText('Completed')
  await expect(activity.first()).toContainText('what is new')
  await activity.first().getByRole('link').click()
  await expect(panel.inspector.getByRole('heading', { name: 'what is new' })).toBeVisible()
})

test('a file that is no message is rejected untouched, with its reason in its inspector', async ({ panel, home }) => {
  await panel.start()
  await home.putIncoming('odd.json', '{ "channel": 7 }')
  await panel.expectCounts({ Pending: 0, Rejected: 1 })
  await panel.inspect(panel.card('Rejected', 'odd'))
  const reason = panel.inspector.getByRole('note', { name: 'Reason' })
  await expect(reason).toContainText('"channel" must be text')
  await expect(reason).toContainText('"message" is missing')
  await expect(panel.inspector.getByRole('region', { name: 'Item file' })).toContainText('"channel": 7')
  await expect(panel.button('Attention: 1 entry')).toBeVisible()
  expect(await home.files('rejected')).toHaveLength(2)
})

test('a name or a message with characters that turn text round disguises nothing beside it', async ({
  panel,
  home,
}) => {
  const turned = '\u202e'
  const sender = `Ada${turned}`
  await home.putIncoming(`invoice${turned}nosj.json`, message({ sender, senderId: 'U123', message: `pay${turned}eno` }))
  await panel.inspect(panel.card('Pending', 'pay'))
  const file = panel.inspector.getByTitle('nosj.json').first()
  await expect(file).toHaveText('invoice\ufffdnosj.json')
  const fact = panel.inspector.getByRole('definition').filter({ hasText: 'U123' })
  const places = await fact.evaluate((element, words) => {
    const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT)
    const places: number[] = []
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      for (let at = 0; at < (node.nodeValue ?? '').length; at++) {
        const character = node.nodeValue?.charAt(at) ?? ''
        if (!words.includes(character)) continue
        const range = document.createRange()
        range.setStart(node, at)
        range.setEnd(node, at + 1)
        places.push(range.getBoundingClientRect().left)
      }
    }
    return places
  }, 'Ada(U123)')
  expect(places.length).toBe('Ada(U123)'.length)
  expect(places).toEqual(places.toSorted((a, b) => a - b))
})

test.describe('with a long settle time', () => {
  test.use({ setup: { agent: 'echo', config: { settle_ms: 600_000 } } })

  test('a file that is still being written is not malformed', async ({ panel, home }) => {
    await panel.start()
    const path = join(home.folder('incoming'), 'slow.json')
    const text = JSON.stringify(message({ message: 'written slowly' }))
    await writeFile(path, text.slice(0, 20))
    await panel.expectCounts({ Pending: 1, Rejected: 0 })
    await writeFile(path, text)
    await panel.expectCounts({ Pending: 0, Completed: 1, Rejected: 0 })
  })
})
