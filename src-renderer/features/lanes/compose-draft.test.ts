import { expect, test } from 'vitest'
import { checkedDraft } from './compose-draft'

const draft = { channel: 'panel', sender: ' Ada ', conversationId: '', message: 'Hello\nthere' }

test('a full draft is a message; an empty conversation is none', () => {
  expect(checkedDraft(draft)).toEqual({
    ok: true,
    message: { channel: 'panel', sender: 'Ada', message: 'Hello\nthere' },
  })
})

test('a conversation id is passed on without the blanks around it', () => {
  expect(checkedDraft({ ...draft, conversationId: ' c1 ' })).toMatchObject({ message: { conversationId: 'c1' } })
})

test('every empty field is named', () => {
  expect(checkedDraft({ ...draft, sender: ' ', message: '\n' })).toEqual({
    ok: false,
    problems: { sender: 'Say who sends the message.', message: 'Write a message.' },
  })
})

test('a message that is too long is refused before it is sent', () => {
  expect(checkedDraft({ ...draft, message: 'x'.repeat(1_000_001) })).toMatchObject({
    problems: { message: 'At most 1,000,000 characters.' },
  })
})
