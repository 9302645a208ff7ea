import { appendFile, mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'playwright/test'
import { expectAccessible } from './fixtures/accessible'
import type { OperatorHome } from './fixtures/home'
import type { Panel } from './fixtures/panel'
import { test } from './fixtures/test'

const log = (panel: Panel) => panel.page.getByRole('log')
const rows = (panel: Panel) => log(panel).locator('[data-row]')

interface Written {
  readonly level?: 'debug' | 'info' | 'warn' | 'error'
  readonly scope?: string
  readonly sentence: string
  readonly facts?: object
}

/** Writes lines as the host's own log does. */
async function write(home: OperatorHome, lines: readonly Written[]): Promise<void> {
  const texts = lines.map(({ level = 'info', scope = 'test', sentence, facts }) =>
    JSON.stringify({ level, time: new Date().toISOString(), scope, ...facts, msg: sentence }),
  )
  await appendFile(join(home.root, 'logs/lanekeeper.jsonl'), texts.map((text) => `${text}\n`).join(''))
}

const numbered = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, index) => ({ sentence: `line ${from + index} of many` }))

test.beforeEach(async ({ panel }) => {
  await panel.goTo('Logs')
  await expect(rows(panel).filter({ hasText: 'The home was opened' })).toBeVisible()
})

test('lines appear as they are written, and say level, scope and time', async ({ panel, home }) => {
  await write(home, [{ level: 'warn', scope: 'disk', sentence: 'The disk is nearly full' }])
  const row = rows(panel).filter({ hasText: 'The disk is nearly full' })
  await expect(row).toContainText('Warning')
  await expect(row).toContainText('disk')
  await expect(row).toContainText(/\d\d:\d\d:\d\d\.\d{3}/)
})

test('a line opens to its facts, by pointer and by keyboard', async ({ panel, home }) => {
  const facts = { pid: 77, error: [{ name: 'Error', message: 'no room', stack: 'Error: no room\n    at write' }] }
  await write(home, [{ sentence: 'before' }, { level: 'error', sentence: 'It could not be written', facts }])
  const row = rows(panel).filter({ hasText: 'It could not be written' })
  await row.click()
  await expect(row).toHaveAttribute('aria-expanded', 'true')
  await expect(log(panel)).toContainText('"pid": 77')
  await expect(log(panel)).toContainText(/"Error: no room\s+at write"/)
  await expectAccessible(panel)
  await row.click()
  await expect(log(panel)).not.toContainText('"pid": 77')

  await log(panel).focus()
  await panel.page.keyboard.press('End')
  await expect(row).toBeFocused()
  await panel.page.keyboard.press('ArrowUp')
  await expect(rows(panel).filter({ hasText: 'before' })).toBeFocused()
  await panel.page.keyboard.press('ArrowDown')
  await panel.page.keyboard.press('Enter')
  await expect(log(panel)).toContainText('"pid": 77')
})

test('level, scope and search narrow the lines down, also those to come', async ({ panel, home }) => {
  await write(home, [
    { level: 'debug', scope: 'queue', sentence: 'a debug line' },
    { level: 'error', scope: 'queue', sentence: 'an error line' },
    { level: 'error', scope: 'disk', sentence: 'another error line', facts: { needle: 'order-17' } },
  ])
  await expect(rows(panel).filter({ hasText: 'another error line' })).toBeVisible()
  await panel.page.getByLabel('Level').selectOption('Errors only')
  await expect(rows(panel)).toHaveCount(2)
  await panel.page.getByLabel('Scope').selectOption('disk')
  await expect(rows(panel)).toHaveCount(1)
  await expect(rows(panel)).toContainText('another error line')
  await panel.button('Show all').click()
  await expect(rows(panel).filter({ hasText: 'a debug line' })).toBeVisible()

  await panel.page.getByLabel('Search the log').fill('ORDER-17')
  await expect(rows(panel)).toHaveCount(1)
  await expect(rows(panel)).toContainText('another error line')
  await write(home, [{ sentence: 'nothing to see' }, { sentence: 'again order-17' }])
  await expect(rows(panel)).toHaveCount(2)
  await expect(rows(panel).last()).toContainText('again order-17')
  await panel.page.getByLabel('Search the log').fill('no such words')
  await expect(panel.page.getByText('No line of the log matches so far.')).toBeVisible()
  await expectAccessible(panel)

  // Other pages do not undo a filter.
  await panel.goTo('Lanes')
  await panel.goTo('Logs')
  await expect(panel.page.getByLabel('Search the log')).toHaveValue('no such words')
})

test('the log follows its end until somebody scrolls up, and holds no more than its limit', async ({ panel, home }) => {
  await write(home, numbered(1, 1500))
  await expect(rows(panel).filter({ hasText: 'line 1500 of many' })).toBeInViewport()
  expect(await rows(panel).count()).toBeLessThan(100)

  await log(panel).hover()
  await panel.page.mouse.wheel(0, -2000)
  await expect(log(panel)).toHaveAttribute('data-following', 'false')
  const top = await log(panel).evaluate((element) => element.scrollTop)
  await write(home, numbered(1501, 1600))
  await expect(panel.page.getByRole('region', { name: 'Lines' })).toContainText('100 newer not shown while paused')
  expect(await log(panel).evaluate((element) => element.scrollTop)).toBe(top)
  await panel.button('Follow').click()
  await expect(rows(panel).filter({ hasText: 'line 1600 of many' })).toBeInViewport()

  // In pieces that can be sent, so that nothing is skipped.
  for (let from = 1601; from <= 5601; from += 400) {
    await write(home, numbered(from, from + 399))
    await expect(rows(panel).filter({ hasText: `line ${from + 399} of many` })).toBeInViewport()
  }
  await expect(panel.page.getByRole('region', { name: 'Lines' })).toContainText('5,000 lines, older ones are in')
})

test('lines that came faster than they can be sent are said to be missing', async ({ panel, home }) => {
  await write(home, numbered(1, 20_000))
  await expect(rows(panel).filter({ hasText: 'line 20000 of many' })).toBeInViewport()
  await log(panel).focus()
  await panel.page.keyboard.press('Home')
  await expect(async () => {
    await panel.page.keyboard.press('PageDown')
    await expect(log(panel).getByText('some are left out here')).toBeVisible({ timeout: 200 })
  }).toPass()
})

test('what needs a person and is explained by the log leads to it', async ({ panel, home }) => {
  await panel.page.getByLabel('Search the log').fill('something else')
  // The state cannot be written over a folder.
  const state = join(home.root, 'daemon/runtime.json')
  await rm(state)
  await mkdir(state)
  await panel.start()
  await panel.page.getByRole('button', { name: /^Attention: / }).click()
  await panel.page.getByRole('dialog').getByRole('button', { name: 'Open the log' }).click()
  await expect(panel.page.getByRole('dialog')).toBeHidden()
  await expect(panel.page.getByLabel('Level')).toHaveValue('warn')
  await expect(panel.page.getByLabel('Search the log')).toHaveValue('')
  await rm(state, { recursive: true })
})
