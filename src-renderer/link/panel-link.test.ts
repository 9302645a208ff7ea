import { createORPCClient } from '@orpc/client'
import { expect, test } from 'vitest'
import { follow } from './follow'
import { type Dial, type Ending, type Line, type PanelClient, SilentHost } from './line'
import { type LinkState, PanelLink } from './panel-link'

class TestLine implements Line {
  readonly client = createORPCClient<PanelClient>({ call: () => Promise.reject(new Error('nobody answers calls')) })
  readonly #closed = Promise.withResolvers<Ending>()
  readonly closed = this.#closed.promise
  #open = true
  isOpen = () => this.#open
  hangUp = () => this.end('lost')
  end(ending: Ending) {
    this.#open = false
    this.#closed.resolve(ending)
  }
}

/** A link whose dials are answered in turn; null: nobody answers, `silent`: somebody takes the call and says nothing. After the last answer the link is told to end. */
function linkOver(...answers: (TestLine | 'silent' | null)[]) {
  const states: LinkState[] = []
  const leaving = new AbortController()
  const dial: Dial = () => {
    const answer = answers.shift()
    if (answer === undefined) leaving.abort()
    if (answer === 'silent') return Promise.reject(new SilentHost('nothing was said'))
    return answer ? Promise.resolve(answer) : Promise.reject(new Error('nobody answers'))
  }
  const link = new PanelLink({ dial, pause: () => Promise.resolve(), told: (state) => states.push(state) })
  return { link, states, signal: leaving.signal }
}

test('a lost line is dialled again', async () => {
  const [first, second] = [new TestLine(), new TestLine()]
  const { link, states, signal } = linkOver(first, null, second)
  const running = link.run(signal)
  expect((await link.opened(signal)) === first).toBe(true)
  first.end('lost')
  expect(link.line).toBeNull()
  expect((await link.opened(signal)) === second).toBe(true)
  second.end('lost')
  await running
  expect(states).toEqual(['connecting', 'open', 'lost', 'open', 'lost'])
})

test('a line that the host closes for good is not dialled again', async () => {
  const [line, never] = [new TestLine(), new TestLine()]
  const { link, states, signal } = linkOver(line, never)
  const running = link.run(signal)
  await link.opened(signal)
  line.end('access_ended')
  await running
  expect(states).toEqual(['connecting', 'open', 'ended'])
})

test('a page that is refused three times at its start has no access, until a line opens after all', async () => {
  const line = new TestLine()
  const { link, states, signal } = linkOver(null, null, null, line)
  const running = link.run(signal)
  await link.opened(signal)
  expect(states).toEqual(['connecting', 'ended', 'open'])
  line.end('lost')
  await running
})

test('a page that had a line waits longer for a host that may be starting again', async () => {
  const line = new TestLine()
  const { link, states, signal } = linkOver(line, ...Array.from({ length: 7 }, () => null))
  const running = link.run(signal)
  await link.opened(signal)
  line.end('lost')
  await running
  expect(states).toEqual(['connecting', 'open', 'lost', 'ended'])
})

test('a host that says nothing, however often, has refused nothing', async () => {
  const line = new TestLine()
  const { link, states, signal } = linkOver(...Array.from({ length: 12 }, () => 'silent' as const), line)
  const running = link.run(signal)
  await link.opened(signal)
  line.end('lost')
  await running
  expect(states).toEqual(['connecting', 'open', 'lost'])
})

test('leaving hangs up the line and lets go of whoever waits for one', async () => {
  const line = new TestLine()
  const leaving = new AbortController()
  const link = new PanelLink({ dial: async () => line, pause: () => Promise.resolve(), told: () => {} })
  const running = link.run(leaving.signal)
  await link.opened(leaving.signal)
  leaving.abort()
  await running
  expect(line.isOpen()).toBe(false)
  expect(await link.opened(leaving.signal)).toBeNull()
})

test('a follower subscribes again on every new line and stops when what it took is complete', async () => {
  const [first, second] = [new TestLine(), new TestLine()]
  const { link, signal } = linkOver(first, second)
  const running = link.run(signal)
  const taken: string[] = []
  const streams = [stream('a', () => first.end('lost')), stream('b')]
  await follow<string>(
    link,
    {
      open: async () => streams.shift() ?? stream('too many'),
      begin: () => taken.push('begin'),
      take: (value) => taken.push(value),
      failed: () => taken.push('failed'),
      complete: () => taken.includes('b'),
    },
    signal,
  )
  expect(taken).toEqual(['begin', 'a', 'begin', 'b'])
  second.end('lost')
  await running
})

async function* stream(value: string, lost?: () => void) {
  yield value
  if (lost === undefined) return
  lost()
  throw new Error('the line is gone')
}
