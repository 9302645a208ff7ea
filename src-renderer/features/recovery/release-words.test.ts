import { expect, test } from 'vitest'
import type { ReleaseEvidence } from '#shared/contract'
import { releaseWords } from './release-words'

const evidence: ReleaseEvidence = {
  worked: true,
  invocationId: null,
  pid: 71,
  alive: true,
  startedAt: 1,
  lastOutputAt: null,
  lastOutput: '',
  resultWritten: false,
}

test('a run that is alive is ended', () => {
  expect(releaseWords(evidence)).toContain('ends the run and its process 71')
  expect(releaseWords(evidence)).toContain('back in line')
})

test('a result that is on disk is published and nothing is run again', () => {
  const words = releaseWords({ ...evidence, resultWritten: true })
  expect(words).toContain('publishes it')
  expect(words).not.toContain('back in line')
})

test('a process that nobody holds any more is ended first', () => {
  expect(releaseWords({ ...evidence, worked: false })).toContain('process 71 still runs')
})

test('an item that nothing works on only goes back', () => {
  expect(releaseWords({ ...evidence, worked: false, alive: false, pid: null })).toMatch(/^Nothing works on it/)
})

test('a held item without a program is told apart', () => {
  expect(releaseWords({ ...evidence, alive: false })).toContain('its program does not run')
})
