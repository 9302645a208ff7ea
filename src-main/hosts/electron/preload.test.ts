import { beforeEach, expect, it, vi } from 'vitest'
import { reset, seen } from '../../testing/stand-ins/electron-stand-in'

vi.mock('electron', () => import('../../testing/stand-ins/electron-stand-in'))
beforeEach(reset)

it('passes on the page’s own port and nothing else', async () => {
  const listeners: ((event: object) => void)[] = []
  const page = { addEventListener: (_type: string, listener: (event: object) => void) => listeners.push(listener) }
  vi.stubGlobal('window', page)
  await import('./preload')
  expect(seen.exposed).toEqual(new Map([['lanekeeper', { host: 'electron' }]]))
  const port = {}
  const say = (event: object) => {
    for (const listener of listeners) listener({ source: page, data: 'lanekeeper:link', ports: [port], ...event })
  }
  say({ source: {} })
  say({ data: 'other' })
  say({ data: { type: 'lanekeeper:link' } })
  say({ ports: [] })
  say({ ports: [port, {}] })
  expect(seen.posted).toEqual([])
  say({})
  expect(seen.posted).toEqual([{ channel: 'lanekeeper:link', message: null, ports: [port] }])
  vi.unstubAllGlobals()
})
