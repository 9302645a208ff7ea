import { createORPCClient } from '@orpc/client'
import { expect, test } from 'vitest'
import { follow } from './follow'
import type { Line, PanelClient } from './line'
import { PanelLink } from './panel-link'
import { redialDelayMs } from './redial-delay'

const line: Line = {
  client: createORPCClient<PanelClient>({ call: () => Promise.reject(new Error('nobody answers calls')) }),
  closed: new Promise(() => {}),
  isOpen: () => true,
  hangUp: () => {},
}

/** Which attempt in a row a wait belongs to. */
function attemptOf(waitedMs: number): number {
  const attempts = [1, 2, 3, 4, 5]
  return attempts.find((one) => waitedMs >= redialDelayMs(one, 0) && waitedMs <= redialDelayMs(one, 1)) ?? 0
}

test('the waits between subscriptions grow, and begin anew after one that told something', async () => {
  const waits: number[] = []
  const leaving = new AbortController()
  const pause = async (delayMs: number): Promise<void> => {
    waits.push(delayMs)
  }
  const link = new PanelLink({ dial: () => Promise.resolve(line), pause, told: () => {} })
  void link.run(leaving.signal)
  const subscriptions = ['fails', 'fails', 'fails', 'tells', 'fails', 'says nothing', 'fails']
  const taken: string[] = []
  const open = async (): Promise<AsyncIterable<string>> => {
    const next = subscriptions.shift()
    if (next === undefined) leaving.abort()
    if (next === 'fails') throw new Error('lost')
    return events(next === 'tells' ? ['good'] : [])
  }
  await follow(link, { open, take: (event) => taken.push(event), failed: () => {} }, leaving.signal)
  expect(taken).toEqual(['good'])
  expect(waits.slice(0, 7).map(attemptOf)).toEqual([1, 2, 3, 1, 2, 3, 4])
})

async function* events(all: readonly string[]): AsyncGenerator<string> {
  yield* all
}
