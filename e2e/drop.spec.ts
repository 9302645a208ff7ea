import { expect } from 'playwright/test'
import { message } from './fixtures/message'
import { test } from './fixtures/test'

const file = (name: string, change: Parameters<typeof message>[0] = {}) => ({
  name,
  text: JSON.stringify(message(change)),
})

test('a dropped file becomes a pending item, and its answer once the supervisor runs', async ({ panel, home }) => {
  await panel.dropFiles([
    file('order-17.json', { sender: 'Grace', message: 'Where is order 17?', messageId: 'order-17' }),
  ])
  await expect(panel.page.getByText('1 file accepted')).toBeVisible()
  await panel.expectCounts({ Pending: 1, Completed: 0 })
  await expect(panel.card('Pending', 'Where is order 17?')).toContainText('Grace')
  await expect(panel.page.getByText('Press Start to work on it.')).toBeVisible()

  await panel.start()
  await panel.expectCounts({ Pending: 0, Active: 0, Completed: 1 })
  expect(await home.answers()).toMatchObject([
    {
      channel: 'slack',
      channelProfileId: 'slack',
      sender: 'Grace',
      message: 'You said: Where is order 17?',
      originalMessage: 'Where is order 17?',
      messageId: 'order-17',
      agent: 'default',
      files: [],
    },
  ])
  expect(await home.files('outgoing')).toEqual([expect.stringMatching(/^slack_order-17_\d+\.json$/)])
})

test('sixty files dropped at once are all accepted and stand in line in the order given', async ({ panel, home }) => {
  const files = Array.from({ length: 60 }, (_, index) => file(`n-${index}.json`, { message: `number ${index}` }))
  await panel.dropFiles(files)
  await expect(panel.page.getByText('60 files accepted')).toBeVisible()
  await panel.expectCounts({ Pending: 60 })
  await expect(panel.cards('Pending').first()).toContainText('number 0')
  expect(await home.files('incoming')).toHaveLength(60)
})

test('a drop larger than one call may be is split and still told as one', async ({ panel }) => {
  await panel.dropFiles(Array.from({ length: 130 }, (_, index) => file(`n-${index}.json`)))
  // Each is on the disk before it counts.
  await expect(panel.page.getByText('130 files accepted'), '130 files are written').toBeVisible({ timeout: 45_000 })
  await panel.expectCounts({ Pending: 130 })
})

test('of good and bad files the good ones are taken and each bad one is listed with its reason', async ({
  panel,
  home,
}) => {
  await panel.dropFiles([
    file('good-1.json'),
    { name: 'broken.json', text: '{ "channel": "slack", ' },
    { name: 'list.json', text: '[1, 2]' },
    { name: 'no-text.json', text: JSON.stringify({ ...message(), message: undefined, messageId: '' }) },
    { name: 'empty.json', text: '' },
    { name: 'notes.txt', text: JSON.stringify(message()) },
    file('good-2.json'),
  ])
  await expect(panel.page.getByText('2 accepted, 5 refused')).toBeVisible()
  await expect(panel.page.getByRole('dialog', { name: '5 files refused' })).toBeVisible()
  const refused = (name: string) => panel.refused.filter({ hasText: name })
  await expect(panel.refused).toHaveCount(5)
  await expect(refused('broken.json')).toContainText('The file is not valid JSON')
  await expect(refused('list.json')).toContainText(
    'The file does not hold a JSON object but a list, so it is not a message.',
  )
  await expect(refused('no-text.json')).toContainText('"message" is missing')
  await expect(refused('no-text.json')).toContainText('"messageId" must have at least 1 character')
  await expect(refused('empty.json')).toContainText('The file is empty.')
  await expect(refused('notes.txt')).toContainText('Only .json files can be dropped on a lane.')

  await panel.button('Done').click()
  await expect(panel.refused).toHaveCount(0)
  await panel.expectCounts({ Pending: 2, Rejected: 0 })
  expect(await home.files('incoming')).toEqual(['good-1.json', 'good-2.json'])
})

test('a file that is larger than an item may be is refused with both sizes', async ({ panel }) => {
  await panel.dropFiles([{ name: 'huge.json', text: 'x'.repeat(11 * 1024 * 1024) }])
  await expect(panel.refused).toContainText('The file has 11 MB; an item may have at most 10 MB.')
  await panel.button('Done').click()
  await panel.expectCounts({ Pending: 0 })
})

test('two files of one name become two items', async ({ panel, home }) => {
  await panel.dropFiles([file('same.json', { message: 'first' }), file('same.json', { message: 'second' })])
  await panel.expectCounts({ Pending: 2 })
  await expect(panel.card('Pending', 'first')).toBeVisible()
  await expect(panel.card('Pending', 'second')).toBeVisible()
  expect(await home.files('incoming')).toEqual(['same-2.json', 'same.json'])
})

test('a file name that tries to leave the lane stays in it', async ({ panel, home }) => {
  await panel.dropFiles([file('..\\..\\~c1234 <b>.json')])
  await panel.expectCounts({ Pending: 1 })
  const [name = ''] = await home.files('incoming')
  expect(name).toMatch(/^[^~<>/\\]+\.json$/)
})

test('files can be chosen instead of dropped, the same one also twice', async ({ panel }) => {
  const { name, text } = file('chosen.json', { message: 'chosen by hand' })
  const chosen = { name, mimeType: 'application/json', buffer: Buffer.from(text) }
  for (const pending of [1, 2]) {
    const chooser = panel.page.waitForEvent('filechooser')
    await panel.button('Choose files…').click()
    await (await chooser).setFiles([chosen])
    await panel.expectCounts({ Pending: pending })
  }
  await expect(panel.card('Pending', 'chosen by hand')).toHaveCount(2)
})

test('files dragged beside the lane are not opened in place of the panel', async ({ panel }) => {
  const dataTransfer = await panel.page.evaluateHandle(() => {
    const transfer = new DataTransfer()
    transfer.items.add(new File(['{}'], 'beside.json'))
    return transfer
  })
  const banner = panel.page.getByRole('banner')
  await banner.dispatchEvent('dragover', { dataTransfer })
  expect(await dataTransfer.evaluate((transfer) => transfer.dropEffect)).toBe('none')
  await banner.dispatchEvent('drop', { dataTransfer })
  await panel.shown()
  await panel.expectCounts({ Pending: 0 })
})
