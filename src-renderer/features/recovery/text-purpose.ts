/** `edit` sends a changed copy of an item that has ended; `repair` sends the mended text of a rejected file. */
export type TextPurpose = 'edit' | 'repair'

export const textPurposes = {
  edit: {
    title: 'Edit and resend',
    description: 'A new item is sent with this text. The original stays as it is, and the new one names it.',
    send: 'Send copy',
    sent: 'Sent again',
  },
  repair: {
    title: 'Repair a rejected file',
    description: 'The mended text is sent as a new item. The rejected file goes to the trash, as it is.',
    send: 'Send repaired',
    sent: 'Repaired and sent',
  },
} as const satisfies Record<TextPurpose, Record<'title' | 'description' | 'send' | 'sent', string>>
