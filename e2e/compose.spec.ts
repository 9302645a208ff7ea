import { expect } from 'playwright/test'
import { test } from './fixtures/test'

test('a new message is checked before it is sent', async ({ panel, home }) => {
  await panel.button('New message').click()
  const dialog = panel.page.getByRole('dialog', { name: 'New message' })
  await expect(dialog).toContainText('Answered by agent default of orchestrator main through provider scripted.')
  const text = dialog.getByRole('textbox', { name: 'Message' })
  await expect(text).toBeFocused()

  await dialog.getByRole('textbox', { name: 'Sender' }).fill(' ')
  await dialog.getByRole('button', { name: 'Send' }).click()
  await expect(dialog.getByText('Say who sends the message.')).toBeVisible()
  await expect(text).toHaveAccessibleDescription('Write a message.')
  await expect(text).toHaveAttribute('aria-invalid', 'true')
  await text.fill('Hello')
  await expect(text).not.toHaveAttribute('aria-invalid', 'true')
  await expect(dialog).toBeVisible()
  expect(await home.files('incoming')).toEqual([])
})

test('a new message goes into the lane and is answered', async ({ panel, home }) => {
  await panel.start()
  await panel.button('New message').click()
  const dialog = panel.page.getByRole('dialog', { name: 'New message' })
  await dialog.getByRole('combobox', { name: 'Channel' }).selectOption('slack')
  await dialog.getByRole('textbox', { name: 'Sender' }).fill('Grace')
  await dialog.getByRole('textbox', { name: 'Conversation id' }).fill('thread-1')
  await dialog.getByRole('textbox', { name: 'Message' }).fill('How is the build?\nAnd the tests?')
  await dialog.getByRole('button', { name: 'Send' }).click()
  await expect(dialog).toBeHidden()
  await expect(panel.page.getByText('Message sent')).toBeVisible()
  await panel.expectCounts({ Completed: 1 })
  expect(await home.answers()).toMatchObject([
    {
      channel: 'slack',
      sender: 'Grace',
      conversationId: 'thread-1',
      originalMessage: 'How is the build?\nAnd the tests?',
      message: 'You said: How is the build?\nAnd the tests?',
    },
  ])
})

test('a new message can be shown right after it was sent', async ({ panel }) => {
  await panel.button('New message').click()
  const dialog = panel.page.getByRole('dialog', { name: 'New message' })
  await dialog.getByRole('textbox', { name: 'Message' }).fill('Is it there?')
  await dialog.getByRole('button', { name: 'Send' }).click()
  await panel.button('Show').click()
  await expect(panel.inspector.getByRole('region', { name: 'Message text' })).toHaveText('Is it there?')
})

test('Ctrl+Enter sends, and the sender is remembered for the next message', async ({ panel }) => {
  await panel.button('New message').click()
  const dialog = panel.page.getByRole('dialog', { name: 'New message' })
  await dialog.getByRole('textbox', { name: 'Sender' }).fill('Grace')
  await dialog.getByRole('textbox', { name: 'Message' }).fill('by keyboard')
  await dialog.getByRole('textbox', { name: 'Message' }).press('Control+Enter')
  await expect(dialog).toBeHidden()
  await expect(panel.card('Pending', 'by keyboard')).toBeVisible()
  await panel.button('New message').click()
  await expect(dialog.getByRole('textbox', { name: 'Sender' })).toHaveValue('Grace')
})

test('Escape closes the dialog, a stray click beside it does not', async ({ panel }) => {
  await panel.button('New message').click()
  const dialog = panel.page.getByRole('dialog', { name: 'New message' })
  await dialog.getByRole('textbox', { name: 'Message' }).fill('half a thought')
  await panel.page.mouse.click(5, 5)
  await expect(dialog.getByRole('textbox', { name: 'Message' })).toHaveValue('half a thought')
  await panel.page.keyboard.press('Escape')
  await expect(dialog).toBeHidden()
  await panel.expectCounts({ Pending: 0 })
})
