import { expect, test } from 'vitest'
import { harmlessText } from './harmless-text'
import { summaryOf } from './message'

test('text loses what would turn the direction of what follows, and nothing that is read', () => {
  expect(harmlessText('invoice\u202Efdp.exe\u2069\u200F')).toBe('invoicefdp.exe')
  expect(harmlessText('a\u0000\u001b[31mb\n\tc')).toBe('a[31mb\n\tc')
  expect(harmlessText('שלום, 漢字, 👩‍👩‍👧, naïve')).toBe('שלום, 漢字, 👩‍👩‍👧, naïve')
})

test('what lists show of a message is harmless', () => {
  const message = { channel: 'c', sender: 'Ada\u202E', message: 'hi\u202E there\u0007', messageId: 'm', timestamp: 1 }
  expect(summaryOf(message)).toMatchObject({ sender: 'Ada', text: 'hi there' })
})
