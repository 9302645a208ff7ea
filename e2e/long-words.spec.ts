import { expect, type Locator } from 'playwright/test'
import { message } from './fixtures/message'
import { test } from './fixtures/test'

const word = 'x'.repeat(5000)
const endless = message({
  message: word,
  sender: word.slice(0, 300),
  conversationId: word.slice(0, 300),
  messageId: `m${word.slice(0, 200)}`,
})

/** What reaches beyond the right edge of a place, though nothing between cuts it off or lets it be scrolled. */
function reachingOut(place: Locator): Promise<string[]> {
  return place.evaluate((outer) => {
    const edge = outer.getBoundingClientRect().right + 1
    const isCut = (element: Element): boolean => {
      for (let one = element.parentElement; one !== null && one !== outer; one = one.parentElement) {
        if (getComputedStyle(one).overflowX !== 'visible' && one.getBoundingClientRect().right <= edge) return true
      }
      return false
    }
    return [...outer.querySelectorAll('*')]
      .filter((element) => element.getBoundingClientRect().right > edge && !isCut(element))
      .map((element) => `${element.tagName} ${element.className} ${element.textContent?.slice(0, 40)}`)
  })
}

for (const width of [900, 1280]) {
  for (const colorScheme of ['light', 'dark'] as const) {
    test(`text without spaces stays within its place at ${width} pixels, ${colorScheme}`, async ({ panel, home }) => {
      const { page } = panel
      await page.emulateMedia({ colorScheme })
      await page.setViewportSize({ width, height: 800 })
      await home.putIncoming('a.json', endless)
      await home.putIncoming('not-json.json', `{"${word}`)
      await panel.start()
      await panel.expectCounts({ Completed: 1, Rejected: 1 })
      expect(await reachingOut(page.getByRole('region', { name: 'Latest activity' }))).toEqual([])
      await page.getByRole('listitem').filter({ hasText: 'xxxxx' }).first().click()
      const inspector = page.getByRole('complementary', { name: 'Inspector' })
      for (const tab of ['Answer', 'Message', 'Timeline', 'Invocation']) {
        await inspector.getByRole('tab', { name: tab }).click()
        await expect(inspector.getByRole('tabpanel', { name: tab })).toBeVisible()
        // The one before stays until it has faded.
        await expect(inspector.getByRole('tabpanel')).toHaveCount(1)
        expect(await reachingOut(inspector), tab).toEqual([])
      }
      await panel.goTo('History')
      await page.getByRole('searchbox').fill('xxxx')
      await expect(page.getByRole('list', { name: 'Found items' })).toBeVisible()
      expect(await reachingOut(page.getByRole('main'))).toEqual([])
    })
  }
}
