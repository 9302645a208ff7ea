import { expect, type Page } from 'playwright/test'
import { message } from './fixtures/message'
import { test } from './fixtures/test'

const conversations = 20
const messagesEach = 10
const all = conversations * messagesEach
const atOnce = 8

test.use({ setup: { agent: 'echo', config: { limits: { max_concurrent: atOnce } } } })

test('two hundred messages in twenty conversations are each answered once, in order, with exact counts throughout', async ({
  panel,
  home,
}) => {
  test.slow()
  for (let turn = 1; turn <= messagesEach; turn += 1) {
    for (let conversation = 1; conversation <= conversations; conversation += 1) {
      const id = `c${conversation}-${turn}`
      const content = message({ message: id, messageId: id, conversationId: `c${conversation}` })
      await home.putIncoming(`${id}.json`, content)
    }
  }
  await panel.expectCounts({ Pending: all, Active: 0, Completed: 0 })
  await recordCounts(panel.page)
  await panel.start()
  await expect(panel.count('Completed')).toHaveAttribute('data-count', `${all}`, { timeout: 90_000 })
  await panel.expectCounts({ Pending: 0, Active: 0, Failed: 0, Dead: 0, Rejected: 0 })

  const answers = await home.answers()
  expect(answers).toHaveLength(all)
  expect(new Set(answers.map((answer) => answer.messageId)).size).toBe(all)
  expect(answers.filter((answer) => answer.message !== `You said: ${answer.messageId}`)).toEqual([])
  expect(await home.files('incoming')).toEqual([])
  expect(await home.files('processing')).toEqual([])
  expect(await home.files('outbox')).toEqual([])
  expect(await home.invocationIds()).toHaveLength(all)

  // Each attempt wrote its begin and its end: within a conversation they follow one another strictly.
  const journal = await home.journal()
  for (let conversation = 1; conversation <= conversations; conversation += 1) {
    const turns = Array.from({ length: messagesEach }, (_, index) => `c${conversation}-${index + 1}`)
    const written = journal.filter((line) => line.split(' ')[1]?.startsWith(`c${conversation}-`))
    expect(written).toEqual(turns.flatMap((id) => [`begin ${id}`, `end ${id}`]))
    const told = answers.filter((answer) => answer.conversationId === `c${conversation}`)
    expect(told.map((answer) => answer.messageId)).toEqual(turns)
  }

  const shown = await recordedCounts(panel.page)
  expect(shown.length).toBeGreaterThan(10)
  const completed = shown.map((counts) => counts.Completed ?? 0)
  expect(completed).toEqual(completed.toSorted((a, b) => a - b))
  expect(shown.filter((counts) => (counts.Active ?? 0) > atOnce)).toEqual([])
  // An item on its last step, from the lane's folders to its answer, is in no column for a moment.
  expect(shown.filter((counts) => sum(counts) > all || sum(counts) < all - atOnce)).toEqual([])
})

type Counts = Record<string, number>

const sum = (counts: Counts) => Object.values(counts).reduce((total, items) => total + items, 0)

/** Writes down every set of counts that the page draws, each once. */
async function recordCounts(page: Page): Promise<void> {
  await page.evaluate(() => {
    const record: Record<string, number>[] = []
    Reflect.set(window, 'recordedCounts', record)
    const look = () => {
      const counts: Record<string, number> = {}
      for (const count of document.querySelectorAll('[data-count]')) {
        const word = count.closest('section')?.getAttribute('aria-label')
        if (word) counts[word] = Number(count.getAttribute('data-count'))
      }
      if (JSON.stringify(counts) !== JSON.stringify(record.at(-1))) record.push(counts)
    }
    const observer = new MutationObserver(look)
    observer.observe(document.body, {
      subtree: true,
      childList: true,
      attributes: true,
      attributeFilter: ['data-count'],
    })
  })
}

async function recordedCounts(page: Page): Promise<Counts[]> {
  return page.evaluate(() => {
    const record: unknown = Reflect.get(window, 'recordedCounts')
    return Array.isArray(record) ? record : []
  })
}
