import { expect, type Page } from 'playwright/test'
import { message } from './fixtures/message'
import { test } from './fixtures/test'
import { endAttempt, withReviews } from './fixtures/workflows'

/** A small window, the smallest the panel is for, and one of 1280 × 800 at 200 % zoom. */
const sizes = [
  { width: 1280, height: 800 },
  { width: 900, height: 700 },
  { width: 640, height: 400 },
]

/** What somebody could not reach: controls beyond the window or cut off where nothing scrolls, and a page wider than its window. */
function outOfReach(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const found: string[] = []
    const window = document.documentElement
    if (window.scrollWidth > window.clientWidth) found.push(`the page is ${window.scrollWidth} px wide`)
    for (const control of document.querySelectorAll('button, a, input, select, textarea, summary, [role="tab"]')) {
      const { left, top, right, bottom, width, height } = control.getBoundingClientRect()
      if (width <= 1 || height <= 1) continue
      const reach = {
        x: left >= -1 && right <= window.clientWidth + 1,
        y: top >= -1 && bottom <= window.clientHeight + 1,
      }
      const scrolls = { x: false, y: false }
      for (let one = control.parentElement; one !== null; one = one.parentElement) {
        const { overflowX, overflowY } = getComputedStyle(one)
        scrolls.x ||= overflowX === 'auto' || overflowX === 'scroll'
        scrolls.y ||= overflowY === 'auto' || overflowY === 'scroll'
        const place = one.getBoundingClientRect()
        if (overflowX !== 'visible' && (left < place.left - 1 || right > place.right + 1)) reach.x = false
        if (overflowY !== 'visible' && (top < place.top - 1 || bottom > place.bottom + 1)) reach.y = false
      }
      if ((reach.x || scrolls.x) && (reach.y || scrolls.y)) continue
      const name = control.getAttribute('aria-label') ?? control.textContent ?? ''
      found.push(`${control.tagName} "${name.slice(0, 40)}" at ${Math.round(left)}, ${Math.round(top)}`)
    }
    return found
  })
}

async function expectWhole(page: Page, place: string): Promise<void> {
  for (const size of sizes) {
    await page.setViewportSize(size)
    await expect.poll(() => outOfReach(page), `${place} at ${size.width} px`).toEqual([])
  }
}

test.use({ setup: withReviews })

test('every page and dialog is whole at 1280 and 900 pixels and at 200 % zoom', async ({ panel, home }) => {
  test.slow()
  const { page } = panel
  await expectWhole(page, 'an empty home')
  await home.putIncoming('poem.json', message({ message: `A poem ${'w'.repeat(500)}`, sender: 'm'.repeat(300) }))
  await home.putIncoming(`${'r'.repeat(249)}.json`, `{"${'x'.repeat(100_000)}`)
  await endAttempt(home, 'write', { status: 'failed', summary: 'Nothing comes to mind.' })
  await panel.start()
  await panel.expectCounts({ Active: 1, Rejected: 1 })
  await expect(page.locator('[data-open-decisions]')).toHaveText(/1$/)
  await expectWhole(page, 'lanes')
  for (const [card, what] of [
    [panel.cards('Active').first(), 'an item that waits'],
    [panel.cards('Rejected').first(), 'a rejected file'],
  ] as const) {
    await page.setViewportSize({ width: 1280, height: 800 })
    await panel.inspect(card)
    await expectWhole(page, what)
    await page.keyboard.press('Escape')
  }
  await page.getByRole('button', { name: /^Attention: / }).click()
  await expectWhole(page, 'what needs attention')
  await page.keyboard.press('Escape')
  await panel.button('New message').click()
  await expectWhole(page, 'a new message')
  await page.keyboard.press('Escape')

  await panel.goTo('Runs')
  await expect(page.getByRole('region', { name: 'Decisions that wait' })).toBeVisible()
  await expectWhole(page, 'runs')
  await page
    .getByRole('button', { name: /^Decide…/ })
    .first()
    .click()
  await expect(page.getByRole('dialog').getByRole('radio').first()).toBeVisible()
  await expectWhole(page, 'a decision')
  await page.keyboard.press('Escape')
  await panel.run('A poem').getByRole('link').click()
  await expect(panel.phase).toHaveText('Waiting')
  await expectWhole(page, 'a run')
  for (const name of ['Invocations', 'History', 'Logs', 'Settings'] as const) {
    await panel.goTo(name)
    await expect(page.getByRole('heading', { level: 1, name })).toBeVisible()
    await expectWhole(page, name)
  }
})
