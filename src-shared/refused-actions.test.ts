import { expect, test } from 'vitest'
import { columns } from './item'
import { itemActions, offers } from './offers'
import { refusedAction } from './refused-actions'

test.each(columns.flatMap((column) => itemActions.map((action) => [action, column] as const)))(
  'an action is refused with a sentence exactly where it is not offered: %s, %s',
  (action, column) => {
    const sentence = refusedAction(action, { column })
    expect(sentence === null).toBe(offers({ column }).includes(action))
    if (sentence !== null) expect(sentence).toMatch(column === 'trash' ? /^It is in the trash/ : `It is ${column}`)
    expect(refusedAction(action, { column, waiting: true })).toBe('It waits for a person; answer its decision.')
  },
)

test.each(itemActions.filter((action) => action !== 'edit'))(
  'whoever would %s what is completed is told what can be done',
  (action) => {
    expect(refusedAction(action, { column: 'completed' })).toBe('It is completed; use edit and resend.')
  },
)
