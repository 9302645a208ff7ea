import { expect } from 'playwright/test'
import { message } from './fixtures/message'
import { test } from './fixtures/test'

test('a completed item shows its answer, its message, where it has been and how it was made', async ({
  panel,
  home,
}) => {
  const order = message({
    message: 'Where is order 17?',
    messageId: 'order-17',
    conversationId: 'thread-1',
    customField: 42,
  })
  await home.putIncoming('order-17.json', order)
  await panel.start()
  await panel.expectCounts({ Completed: 1 })
  await panel.inspect(panel.card('Completed', 'Where is order 17?'))
  const inspector = panel.inspector
  await expect(inspector.getByRole('region', { name: 'Answer' })).toContainText('You said: Where is order 17?')
  await expect(inspector.getByRole('region', { name: 'Result file' })).toContainText('"messageId": "order-17"')

  await panel.tab('Message').click()
  await expect(inspector.getByRole('region', { name: 'Message text' })).toHaveText('Where is order 17?')
  await expect(panel.fact('Channel')).toHaveText('slack, profile slack')
  await expect(panel.fact('Conversation')).toContainText('thread-1')
  await expect(inspector.getByRole('region', { name: 'Item file' })).toContainText('"customField": 42')

  await panel.tab('Timeline').click()
  const steps = inspector.getByRole('list', { name: 'Timeline' }).getByRole('listitem')
  await expect(steps).toContainText(['Claimed', 'Completed'])
  await expect(steps.last()).toContainText((await home.files('outgoing'))[0] ?? 'no answer')

  await panel.tab('Invocation').click()
  const [id = ''] = await home.invocationIds()
  await inspector.getByText('Record', { exact: true }).click()
  await expect(panel.fact('Agent')).toHaveText('default')
  await expect(panel.fact('Provider')).toHaveText('scripted')
  await expect(panel.fact('Exit')).toHaveText('code 0')
  await expect(panel.fact('Attempt')).toHaveText('1')
  await expect(panel.fact('Command')).toContainText('echo.mjs')
  await expect(panel.fact('Prompt')).toContainText(`${id}/prompt.md`)
  await expect(panel.fact('Context')).toContainText(`${id}/context.json`)
  await expect(panel.fact('Invocation')).toContainText(id)
  await expect(inspector.getByRole('log')).toContainText('You said: Where is order 17?')
})

test('what an item says is shown as text, never as markup', async ({ panel, home }) => {
  const hostile = '<img src=x onerror="window.owned=1"><b>bold</b> [link](javascript:alert(1))'
  await home.putIncoming('hostile.json', message({ sender: '<i>Eve</i>', message: hostile }))
  await panel.start()
  await panel.expectCounts({ Completed: 1 })
  const card = panel.cards('Completed').first()
  await expect(card).toContainText('<i>Eve</i>')
  await panel.inspect(card)
  await expect(panel.inspector.getByRole('region', { name: 'Answer' })).toContainText(hostile)
  await panel.tab('Message').click()
  await expect(panel.inspector.getByRole('region', { name: 'Message text' })).toHaveText(hostile)
  expect(await panel.page.evaluate(() => Reflect.get(window, 'owned'))).toBeUndefined()
  await expect(panel.page.locator('main img, main b, aside img, aside b')).toHaveCount(0)
})

test('an address that names an item opens its inspector again after a reload', async ({ panel, home }) => {
  await home.putIncoming('kept.json', message({ message: 'keep me open' }))
  await panel.inspect(panel.card('Pending', 'keep me open'))
  await panel.page.reload()
  await expect(panel.inspector.getByRole('heading', { name: 'keep me open' })).toBeVisible()
  await panel.page.goBack()
  await expect(panel.inspector).toBeHidden()
})

test.describe('of an item whose agent is at work', () => {
  test.use({ setup: { agent: 'stream' } })

  test('the log streams in as it is written, and the answer when the agent ends', async ({ panel, home }) => {
    await home.putIncoming('work.json', message({ message: 'long work' }))
    await panel.start()
    await panel.inspect(panel.card('Active', 'long work'))
    const log = panel.inspector.getByRole('log')
    await expect(panel.tab('Invocation')).toHaveAttribute('aria-selected', 'true')
    await expect(panel.inspector.getByText('Running', { exact: true })).toBeVisible()
    await expect(log).toContainText('ready')
    await home.openGate('1', 'step one\n')
    await expect(log).toContainText('step one')
    await home.openGate('2', 'step two, ')
    await expect(log).toContainText('step two,')
    await home.openGate('3', 'in two pieces\n')
    await expect(log).toContainText('step two, in two pieces')
    await home.openGate('end', 'all done')
    await panel.expectCounts({ Active: 0, Completed: 1 })
    // Nobody chose a tab, so it goes along with the item.
    await expect(panel.inspector.getByRole('region', { name: 'Answer' })).toContainText('all done')
    await panel.tab('Invocation').click()
    await expect(panel.inspector.getByText('Succeeded', { exact: true })).toBeVisible()
    await expect(log).toContainText('step one')
    await expect(log).toContainText('all done')
    await expect(panel.button('Pause')).toBeHidden()
  })

  test('a paused log stays where it is while it grows, and follows again on request', async ({ panel, home }) => {
    const lines = (from: number) => Array.from({ length: 300 }, (_, index) => `line ${from + index}\n`).join('')
    await home.putIncoming('work.json', message({ message: 'long work' }))
    await panel.start()
    await panel.inspect(panel.card('Active', 'long work'))
    const log = panel.inspector.getByRole('log')
    await home.openGate('1', lines(1))
    await expect(log.getByText('line 300', { exact: false })).toBeInViewport()

    await panel.button('Pause').click()
    await expect(log).toHaveAttribute('data-following', 'false')
    await home.openGate('2', lines(301))
    await expect(panel.inspector.getByText('300 new lines')).toBeVisible()
    await expect(log.getByText('line 300', { exact: false })).toBeInViewport()
    await expect(log.getByText('line 301', { exact: false })).toHaveCount(0)

    await panel.button('Follow').click()
    await expect(log.getByText('line 600', { exact: false })).toBeInViewport()
    await home.openGate('3', 'the newest line\n')
    await expect(log.getByText('the newest line')).toBeInViewport()
  })

  test('scrolling up stops following, and coming back to the end follows again', async ({ panel, home }) => {
    await home.putIncoming('work.json', message({ message: 'long work' }))
    await panel.start()
    await panel.inspect(panel.card('Active', 'long work'))
    const log = panel.inspector.getByRole('log')
    await home.openGate('1', Array.from({ length: 300 }, (_, index) => `line ${index + 1}\n`).join(''))
    await expect(log.getByText('line 300', { exact: false })).toBeInViewport()
    await log.hover()
    await panel.page.mouse.wheel(0, -600)
    await expect(log).toHaveAttribute('data-following', 'false')
    await panel.page.mouse.wheel(0, 100_000)
    await expect(log).toHaveAttribute('data-following', 'true')
  })
})

test.describe('of an item that fails', () => {
  test.use({ setup: { agent: 'fail', config: { limits: { max_attempts: 2 }, retry: { base_ms: 0, cap_ms: 0 } } } })

  test('it is dead once its attempts are spent, and shows why and what each attempt wrote', async ({ panel, home }) => {
    await home.putIncoming('doomed.json', message({ message: 'impossible', messageId: 'doomed' }))
    await panel.start()
    await panel.expectCounts({ Pending: 0, Active: 0, Failed: 0, Dead: 1 })
    const card = panel.card('Dead', 'impossible')
    await expect(card).toContainText('attempt 2')
    await panel.inspect(card)
    const reason = panel.inspector.getByRole('note', { name: 'Reason' })
    await expect(reason).toContainText('fail.mjs')
    await expect(reason).toContainText('7')
    await expect(reason).toContainText('the model is out of ideas')
    await expect(panel.tab('Invocation')).toContainText('2')
    await expect(panel.inspector.getByRole('log')).toContainText('the model is out of ideas')
    await panel.inspector.getByText('Record', { exact: true }).click()
    await expect(panel.fact('Exit')).toHaveText('code 7')
    await expect(panel.fact('Failure class')).toHaveText('non_zero_exit')

    await panel.tab('Timeline').click()
    await expect(panel.inspector.getByRole('list', { name: 'Timeline' }).getByRole('listitem')).toContainText([
      'Failed',
      'Buried',
    ])
    const [notice] = await home.answers()
    expect(notice).toMatchObject({ messageId: 'doomed', originalMessage: 'impossible' })
    expect(notice?.message).toContain('This message could not be answered.')
  })
})

test.describe('of an item that waits for its retry', () => {
  test.use({ setup: { agent: 'fail', config: { retry: { base_ms: 3_600_000, cap_ms: 3_600_000 } } } })

  test('it says when it is tried again and why it failed', async ({ panel, home }) => {
    await home.putIncoming('patient.json', message({ message: 'try again' }))
    await panel.start()
    await panel.expectCounts({ Pending: 0, Failed: 1, Dead: 0 })
    await expect(panel.card('Failed', 'try again')).toContainText(/Retry in \d+ min/)
    await panel.inspect(panel.card('Failed', 'try again'))
    await expect(panel.inspector.getByRole('note', { name: 'Reason' })).toContainText('the model is out of ideas')
    expect(await home.answers()).toEqual([])
  })
})

test.describe('of an item whose program is missing', () => {
  const argv = ['no-such-agent-program']
  test.use({
    setup: {
      agent: 'echo',
      config: { providers: { scripted: { kind: 'command', argv } }, limits: { max_attempts: 1 } },
    },
  })

  test('it waits and names the program, and so does what needs attention', async ({ panel, home }) => {
    await panel.page.getByRole('button', { name: /^Attention: / }).click()
    await expect(panel.page.getByText('The program of the provider "scripted" was not found.')).toBeVisible()
    await panel.page.keyboard.press('Escape')
    await home.putIncoming('lost.json', message({ message: 'nobody there' }))
    await panel.start()
    await expect(panel.card('Pending', 'nobody there')).toContainText('Held')
    await panel.inspect(panel.card('Pending', 'nobody there'))
    await expect(panel.inspector.getByRole('note', { name: 'Reason' })).toContainText('no-such-agent-program')
  })
})
