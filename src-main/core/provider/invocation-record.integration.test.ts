import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { Invocation } from '#shared/invocation'
import { attemptFolder, commandProvider } from '../../testing/agents/attempt'
import { createInvocationFiles, invocationFiles } from './invocation-files'
import { InvocationRecord } from './invocation-record'
import { failure } from './outcome'
import { readingOf } from './reading'

test('whoever is told of a record finds that very one on the disk, also when two are written at once', async () => {
  await using folder = await attemptFolder()
  const complete = folder.request(commandProvider(['x']))
  const request = { ...complete, session: { kind: 'fresh', id: 'a' } as const }
  const files = invocationFiles(request.invocationsPath, request.id)
  await createInvocationFiles(files, { prompt: '', context: '', reading: readingOf(request) })
  const told: [Invocation, Invocation][] = []
  const record = new InvocationRecord(files, request, {
    signal: new AbortController().signal,
    onProgress: (now) => told.push([now, Invocation.parse(JSON.parse(readFileSync(files.recordPath, 'utf8')))]),
  })
  await record.begin({ argv: [], model: null, stdin: null, environment: {} })
  const quiet = record.update({ quietSince: null })
  await record.end(failure('killed', true, 'It was ended.'))
  await quiet
  expect(told.map(([now]) => now.status)).toEqual(['running', 'running', 'failed'])
  for (const [now, found] of told) expect(found).toEqual(now)
})
