import { expect, test } from 'vitest'
import { shownCommand } from './shown-command'

test('plain words stay as they are', () => {
  expect(shownCommand(['claude', '-p', '--model=claude-sonnet-5', '/tmp/a.md'])).toBe(
    'claude -p --model=claude-sonnet-5 /tmp/a.md',
  )
})

test('everything else is quoted', () => {
  expect(shownCommand(['node', 'my agent.mjs', '', '$HOME', "it's"])).toBe(`node 'my agent.mjs' '' '$HOME' 'it'\\''s'`)
})
