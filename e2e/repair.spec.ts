import { expect } from 'playwright/test'
import { expectAccessible } from './fixtures/accessible'
import { message } from './fixtures/message'
import type { Panel } from './fixtures/panel'
import { test } from './fixtures/test'

function dialog(panel: Panel, name: string) {
  const box = panel.page.getByRole('dialog', { name })
  return {
    box,
    editor: box.getByRole('textbox', { name: 'Message text' }),
    check: box.getByRole('status', { name: 'Check' }),
    button: (button: string) => box.getByRole('button', { name: button, exact: true }),
  }
}

test('an answered message is edited and sent again; both items know of one another', async ({ panel, home }) => {
  await home.putIncoming('order.json', message({ message: 'Where is order 17?', messageId: 'order-17' }))
  await panel.start()
  await panel.expectCounts({ Completed: 1 })
  await panel.stop()
  await panel.inspect(panel.card('Completed', 'Where is order 17?'))
  await panel.inspector.getByRole('button', { name: 'Edit and resend' }).click()
  const { box, editor, check, button } = dialog(panel, 'Edit and resend')
  await expect(editor).toContainText('Where is order 17?')
  await expect(check).toContainText('It is a message and can be sent.')

  await editor.fill(JSON.stringify(message({ message: 'Where is order 18?' }), null, 2).replace('"sender"', '"zender"'))
  await expect(check).toContainText('"sender" is missing')
  await expect(button('Send copy')).toHaveAttribute('aria-disabled', 'true')
  await editor.fill(JSON.stringify(message({ message: 'Where is order 18?' }), null, 2))
  await expect(check).toContainText('It is a message and can be sent.')
  await button('Show changes').click()
  await expect(box.locator('.cm-deletedChunk').first()).toContainText('order')
  await expectAccessible(panel)
  await button('Send copy').click()
  await expect(box).toBeHidden()
  await panel.expectCounts({ Pending: 1, Completed: 1 })

  await panel.tab('Timeline').click()
  await expect(panel.inspector.getByRole('list', { name: 'Timeline' })).toContainText('Edited and sent again as order')
  await panel.page.getByRole('button', { name: 'Show', exact: true }).click()
  await expect(panel.inspector.getByRole('heading', { name: 'Where is order 18?' })).toBeVisible()
  await panel.tab('Message').click()
  await panel.fact('Resent from').getByRole('link').click()
  await expect(panel.inspector.getByRole('heading', { name: 'Where is order 17?' })).toBeVisible()
})

test('edits are not lost to a single Escape', async ({ panel, home }) => {
  await home.putIncoming('order.json', message({ message: 'first words' }))
  await panel.start()
  await panel.expectCounts({ Completed: 1 })
  await panel.inspect(panel.card('Completed', 'first words'))
  await panel.inspector.getByRole('button', { name: 'Edit and resend' }).click()
  const { box, editor } = dialog(panel, 'Edit and resend')
  await editor.press('Control+End')
  await editor.pressSequentially(' ')
  await panel.page.keyboard.press('Escape')
  await expect(box.getByRole('alert')).toContainText('has not been sent')
  await panel.page.keyboard.press('Escape')
  await expect(box).toBeHidden()
  await panel.expectCounts({ Completed: 1 })
})

test('a rejected file is mended where its error is, checked again and sent; the file goes to the trash', async ({
  panel,
  home,
}) => {
  await panel.start()
  const text = JSON.stringify(message({ message: 'nearly right' }), null, 2)
  await home.putIncoming('odd.json', text.replace('"slack",', '"slack"'))
  await panel.expectCounts({ Rejected: 1 })
  await panel.inspect(panel.card('Rejected', 'odd'))
  await panel.inspector.getByRole('button', { name: 'Repair' }).click()
  const { box, editor, check, button } = dialog(panel, 'Repair a rejected file')
  await expect(check).toContainText('not valid JSON')
  const place = check.getByRole('button', { name: /^Line 3, column \d+$/ })
  await expectAccessible(panel)
  await place.click()
  await expect(editor).toBeFocused()
  await expect(box.locator('.cm-problemLine')).toContainText('channelProfileId')
  await expect(box.locator('.cm-activeLine')).toContainText('channelProfileId')
  await panel.page.keyboard.press('ArrowUp')
  await panel.page.keyboard.press('End')
  await panel.page.keyboard.type(',')
  await button('Check again').click()
  await expect(check).toContainText('It is a message and can be sent.')
  await button('Send repaired').click()
  await expect(box).toBeHidden()
  await panel.expectCounts({ Rejected: 0, Trash: 1, Completed: 1 })
  await expect(panel.card('Completed', 'nearly right')).toBeVisible()
})
