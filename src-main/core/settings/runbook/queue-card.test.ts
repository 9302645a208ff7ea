import { expect, test } from 'vitest'
import { queueCard } from './queue-card'

const shell = {
  name: 'jobs',
  runbook: 'jobs.toml',
  pipelineName: 'job',
  concurrency: 1,
  retries: 0,
  cooldownMs: 0,
}

test('a default that may be a secret is not told, only that there is one', () => {
  const defaults = {
    title: 'plain',
    api_token: 'defaultSecret',
    remote: 'https://ann:urlSecret@git.test/x',
    empty_key: '',
  }
  const card = queueCard({ ...shell, vars: ['must', ...Object.keys(defaults)], defaults })
  expect(card?.vars).toEqual([
    { name: 'must', default: null },
    { name: 'title', default: 'plain' },
    { name: 'api_token', default: null, hidden: true },
    { name: 'remote', default: null, hidden: true },
    { name: 'empty_key', default: '' },
  ])
})
