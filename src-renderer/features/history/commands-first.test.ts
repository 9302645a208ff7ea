import { expect, test } from 'vitest'
import { commandsFirst } from './commands-first'

test('whatever letters a command fits by, it comes before what was found, and that before the way to everything', () => {
  const fits = commandsFirst('Go to Logs', 'gologs', [])
  expect(fits).toBeGreaterThan(commandsFirst('~queue/logs@k.0', 'gologs', []))
  expect(commandsFirst('~queue/logs@k.0', 'gologs', [])).toBeGreaterThan(commandsFirst('~everything', 'gologs', []))
  expect(commandsFirst('~everything', 'gologs', [])).toBeGreaterThan(0)
  expect(commandsFirst('New message', 'gologs', [])).toBe(0)
})
