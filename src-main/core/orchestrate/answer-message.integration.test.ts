import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { homePaths } from '../home/home-paths'
import { OrchestratorFile, Settings } from '../home/settings-schema'
import { fixture, resourcesPath } from '../provider/fixtures/attempt'
import { closedGate } from '../provider/gate'
import { answerMessages } from './answer-message'

test('work that is done is not done again because something beside it went wrong', async () => {
  const root = await mkdtemp(join(tmpdir(), 'lanekeeper-answer-'))
  try {
    const refuse = (): never => {
      throw new Error('the disk is full')
    }
    const noted: string[] = []
    const answer = answerMessages({
      paths: homePaths(root),
      resourcesPath,
      environment: { PATH: process.env.PATH },
      effective: () => ({
        settings: Settings.parse({
          providers: { tool: { kind: 'command', argv: ['node', fixture('echo'), '{session_id}'] } },
          orchestrators: { main: {} },
          channel_profiles: { slack: { channel: 'slack', orchestrator_id: 'main' } },
        }),
        text: '',
        orchestrators: new Map([
          ['main', OrchestratorFile.parse({ id: 'main', selector_agent: 'a', agents: { a: { provider: 'tool' } } })],
        ]),
        problems: [],
      }),
      sessions: { take: () => ({ plan: { kind: 'fresh' }, end: refuse, untouched: () => {} }) },
      gates: { succeeded: () => {}, failed: () => ({ gate: closedGate, free: false, notBefore: null }) },
      spend: { itemHeld: () => null, recorded: refuse },
      onProgress: () => {},
      onOutput: () => {},
      noted: (sentence) => noted.push(sentence),
      left: () => {},
    })
    const message = { channel: 'slack', sender: 'ann', message: 'hello', timestamp: 1, messageId: 'm1' }
    const item = { lane: 'queue', id: 'm1', file: 'm1.json', claim: 'c', attempt: 1, lastAttempt: false, key: 'k' }
    const ended = await answer({ ...item, message }, new AbortController().signal, () => {})
    expect(ended).toMatchObject({ kind: 'completed' })
    expect(noted).toEqual([
      'The conversation could not be kept: the disk is full.',
      'What the run used could not be noted: the disk is full.',
    ])
  } finally {
    await rm(root, { recursive: true })
  }
})
