import { once } from 'node:events'
import { readFile, writeFile } from 'node:fs/promises'
import { createServer, request } from 'node:http'
import { expect, test } from 'vitest'
import { message, TestHome, until } from '../../testing/homes/test-home'

interface Answer {
  readonly status: number | undefined
  readonly type: string | undefined
  readonly text: string
}

async function asked(port: number, options: { method?: string; path?: string; host?: string } = {}): Promise<Answer> {
  const { method = 'GET', path = '/metrics', host = `127.0.0.1:${port}` } = options
  const sent = request({ host: '127.0.0.1', port, method, path, headers: { host }, agent: false })
  sent.end()
  const [response] = await once(sent, 'response')
  let text = ''
  for await (const chunk of response) text += String(chunk)
  return { status: response.statusCode, type: response.headers['content-type'], text }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new Error('no port was free')
  return address.port
}

test('metrics tell what was done, to this machine alone and under its own name', async () => {
  const port = await freePort()
  await using home = await TestHome.create({ config: `metrics: { enabled: true, port: ${port} }\n` })
  const core = await home.open()
  await core.supervisor.start()
  await home.put('a.json', message())
  await until(core, (board) => board.lanes[0]?.counts.completed === 1)
  const { status, type, text } = await asked(port)
  expect([status, type]).toEqual([200, 'text/plain; version=0.0.4; charset=utf-8'])
  for (const line of [
    'lanekeeper_build_info{version="0.0.0",host="browser"} 1',
    'lanekeeper_supervisor_state{state="running"} 1',
    'lanekeeper_supervisor_state{state="stopped"} 0',
    'lanekeeper_lane_items{lane="queue",status="completed"} 1',
    'lanekeeper_items_total{lane="queue",outcome="completed"} 1',
    'lanekeeper_items_total{lane="queue",outcome="failed"} 0',
    'lanekeeper_invocations_total{provider="scripted",outcome="succeeded"} 1',
    'lanekeeper_invocation_duration_seconds_count{provider="scripted"} 1',
    'lanekeeper_worker_restarts_total{worker="queue"} 0',
    'lanekeeper_slots 4',
  ]) {
    expect(text.split('\n')).toContain(line)
  }
  expect(text).toMatch(/^lanekeeper_event_loop_delay_seconds\{quantile="0\.99"\} \d/m)
  expect(await asked(port, { method: 'HEAD' })).toMatchObject({ status: 200, text: '' })
  expect(await asked(port, { host: `localhost:${port}` })).toMatchObject({ status: 200 })
  expect(await asked(port, { host: 'evil.example' })).toMatchObject({ status: 421 })
  expect(await asked(port, { method: 'POST' })).toMatchObject({ status: 405 })
  expect(await asked(port, { path: '/' })).toMatchObject({ status: 404 })
  await home.close(core)
  await expect(asked(port)).rejects.toMatchObject({ code: 'ECONNREFUSED' })
})

test('an edit of the settings turns metrics on, moves them and turns them off', async () => {
  const [first, second] = [await freePort(), await freePort()]
  await using home = await TestHome.create()
  const core = await home.open()
  const text = await readFile(home.paths.config, 'utf8')
  const set = (setting: string): Promise<void> => writeFile(home.paths.config, `${text}${setting}\n`)
  await set(`metrics: { enabled: true, port: ${first} }`)
  const patience = { timeout: 20_000 }
  const statusAt = (port: number) => async () =>
    asked(port).then(
      ({ status }) => status,
      (error) => error.code,
    )
  await expect.poll(statusAt(first), patience).toBe(200)
  await set(`metrics: { enabled: true, port: ${second} }`)
  await expect.poll(statusAt(second), patience).toBe(200)
  expect(await statusAt(first)()).toBe('ECONNREFUSED')
  await set('metrics: { enabled: false }')
  await expect.poll(statusAt(second), patience).toBe('ECONNREFUSED')
  await home.close(core)
})

test('a port in use is told on the board, and everything else goes on', async () => {
  const taken = createServer().listen(0, '127.0.0.1')
  await once(taken, 'listening')
  const address = taken.address()
  if (address === null || typeof address === 'string') throw new Error('not listening on a port')
  {
    await using home = await TestHome.create({ config: `metrics: { enabled: true, port: ${address.port} }\n` })
    const core = await home.open()
    const board = await until(core, ({ attention }) => attention.some(({ id }) => id === 'metrics'))
    expect(board.attention.find(({ id }) => id === 'metrics')).toMatchObject({
      level: 'warning',
      sentence: expect.stringContaining(`port ${address.port}: listen EADDRINUSE`),
    })
    await core.supervisor.start()
    await until(core, ({ supervisor }) => supervisor.state === 'running')
  }
  taken.close()
  await once(taken, 'close')
})
