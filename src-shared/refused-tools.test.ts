import { expect, test } from 'vitest'
import { refusedSentence } from './refused-tools'

test.each([
  [[{ tool: 'Write', times: 1 }], '1 tool was refused under workspace-write: Write.'],
  [[{ tool: 'Bash', times: 3 }], '1 tool was refused under workspace-write: Bash (3 times).'],
  [
    [
      { tool: 'Write', times: 1 },
      { tool: 'Bash', times: 2 },
    ],
    '2 tools were refused under workspace-write: Write, Bash (2 times).',
  ],
])('refused tools are counted by name: %j', (tools, sentence) => {
  expect(refusedSentence(tools, 'workspace-write')).toBe(sentence)
})
