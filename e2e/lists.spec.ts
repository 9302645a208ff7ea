import { expect } from 'playwright/test'
import { message } from './fixtures/message'
import { test } from './fixtures/test'

test.beforeEach(async ({ panel, home }) => {
  for (let turn = 1; turn <= 80; turn += 1) {
    const sender = turn % 10 === 0 ? 'Grace' : 'Ada'
    await home.putIncoming(`n-${turn}.json`, message({ sender, message: `number ${turn} of many` }))
  }
  await panel.expectCounts({ Pending: 80 })
})

test('a long column draws what is in view and has all of it', async ({ panel }) => {
  const cards = panel.cards('Pending')
  await expect(cards.first()).toContainText('number 1 of many')
  expect(await cards.count()).toBeLessThan(60)
  // The list may hear of the last of them a moment after the counts did.
  await expect(panel.column('Pending').getByRole('listitem').first()).toHaveAttribute('aria-setsize', '80')
  await cards.first().focus()
  await panel.page.keyboard.press('End')
  await expect(panel.card('Pending', 'number 80 of many')).toBeFocused()
  await panel.page.keyboard.press('Home')
  await expect(panel.card('Pending', 'number 1 of many')).toBeFocused()
})

test('the search finds items by sender, text and file name, and Escape ends it', async ({ panel }) => {
  const search = panel.page.getByRole('searchbox', { name: 'Search queue' })
  const cards = panel.cards('Pending')
  for (const [words, found] of [
    ['Grace', 8],
    ['number 7 of', 1],
    ['n-33.json', 1],
  ] as const) {
    await search.fill(words)
    await expect(cards, words).toHaveCount(found)
  }
  await panel.expectCounts({ Pending: 80 })
  await search.fill('nowhere to be found')
  await expect(panel.column('Pending').getByText('Nothing matches the search.')).toBeVisible()
  await search.press('Escape')
  await expect(cards.first()).toContainText('number 1 of many')
})
