import { expect, test } from 'vitest'
import { logEdit } from './log-edit'

function logged(edit: Parameters<typeof logEdit>[0]): string[] {
  const lines: string[] = []
  logEdit(edit, {
    info: (_scope, sentence) => lines.push(sentence),
    warn: (_scope, sentence) => lines.push(sentence),
  })
  return lines
}

const change = (path: string) => ({ where: 'config.yaml', path, before: '1', after: null, described: false })

test('the log names the keys that an edit changed, and how many more there are', () => {
  const changes = ['a', 'b', 'c', 'd', 'e', 'f'].map(change)
  expect(logged({ at: 1, changes: changes.slice(0, 1), more: 0, problems: [] })).toEqual([
    'An edit took effect: config.yaml a (1 → not set)',
  ])
  expect(logged({ at: 1, changes, more: 2, problems: [] })).toEqual([
    expect.stringMatching(/config\.yaml e \(1 → not set\) and 3 more$/),
  ])
})

test('an edit that was refused is told; one that changed nothing is not', () => {
  const problem = { file: 'config.yaml', line: 1, column: 1, sentence: 'Wrong.' }
  expect(logged({ at: 1, changes: [], more: 0, problems: [problem] })).toEqual(['An edit was refused'])
  expect(logged({ at: 1, changes: [], more: 0, problems: [] })).toEqual([])
})
