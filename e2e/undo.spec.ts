import { expect, type Locator } from 'playwright/test'
import { message } from './fixtures/message'
import type { Panel } from './fixtures/panel'
import { test } from './fixtures/test'

const retry = { base_ms: 1, cap_ms: 1 }
test.use({ setup: { agent: 'fail', config: { limits: { max_attempts: 2 }, retry } } })

/** What the list says of the dead it shows: who, what, which attempt, why and since when exactly. */
async function listed(panel: Panel): Promise<string[]> {
  const cards = panel.cards('Dead')
  await expect(cards.first()).toContainText('the model is out of ideas')
  return cards.evaluateAll((all) =>
    all.map((card) => {
      const since = card.querySelector('time')?.getAttribute('datetime')
      return `${card.querySelector('span:has(> time) ~ span')?.textContent} ${card.lastElementChild?.textContent} ${since}`
    }),
  )
}

interface Inspected {
  readonly facts: unknown
  /** Its timeline: what happened when. */
  readonly events: readonly string[]
}

/** The same of the first of them in the inspector. */
async function inspected(panel: Panel): Promise<Inspected> {
  await panel.inspect(panel.cards('Dead').first())
  const reason = await panel.inspector.getByRole('note', { name: 'Reason' }).textContent()
  const since = await panel.inspector.locator('header time').first().getAttribute('datetime')
  const header = await panel.inspector.locator('header').first().textContent()
  await panel.tab('Timeline').click()
  await expect(panel.inspector.getByRole('list', { name: 'Timeline' })).toContainText('out of ideas')
  const events = await panel.inspector
    .getByRole('list', { name: 'Timeline' })
    .getByRole('listitem')
    .evaluateAll((all) =>
      all.map((one) => `${one.querySelector('p:last-child')?.textContent} ${one.querySelector('time')?.dateTime}`),
    )
  await panel.page.keyboard.press('Escape')
  const attempt = /attempt \d/.exec(header ?? '')?.[0]
  return { facts: { reason, since, attempt }, events }
}

function bar(panel: Panel): Locator {
  return panel.page.getByRole('group', { name: 'Selected in Dead' })
}

async function discardAll(panel: Panel, many: number): Promise<void> {
  await panel.column('Dead').getByRole('checkbox').first().check()
  await bar(panel)
    .getByRole('button', { name: `Select all ${many}` })
    .click()
  await bar(panel)
    .getByRole('button', { name: `Discard ${many}` })
    .click()
  await panel.expectCounts({ Dead: 0, Trash: many })
}

test('an undo gives back all it took from 25 dead: reasons, since when, attempts and order, in list, detail and history', async ({
  panel,
  home,
}) => {
  test.slow()
  for (let turn = 1; turn <= 25; turn += 1) {
    await home.putIncoming(`d-${turn}.json`, message({ message: `errand ${turn}.` }))
  }
  await panel.start()
  await panel.expectCounts({ Dead: 25 })
  await panel.stop()
  const list = await listed(panel)
  expect(list[0]).toContain('attempt 2')
  const one = await inspected(panel)

  await discardAll(panel, 25)
  await panel.page
    .getByRole('listitem')
    .filter({ hasText: '25 discarded' })
    .getByRole('button', { name: 'Undo' })
    .click()
  await panel.expectCounts({ Dead: 25, Trash: 0 })
  expect(await listed(panel)).toEqual(list)
  const { facts, events } = await inspected(panel)
  expect(facts).toEqual(one.facts)
  expect(events.slice(0, one.events.length)).toEqual(one.events)
  const [discarded, restored, ...more] = events.slice(one.events.length)
  expect([discarded, restored, more]).toEqual([
    expect.stringMatching(/^Discarded/),
    expect.stringMatching(/^Restored/),
    [],
  ])

  await panel.goTo('History')
  await panel.page.getByRole('searchbox').fill('errand 7. out of ideas')
  const found = panel.page.getByRole('list', { name: 'Found items' }).getByRole('listitem').first()
  await expect(found).toContainText('Dead')
  await found.getByRole('button').click()
  await expect(found).toContainText('the model is out of ideas')
  await expect(found).toContainText('Restored to dead')
})
