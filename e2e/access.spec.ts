import { once } from 'node:events'
import { expect } from 'playwright/test'
import { WebSocket } from 'ws'
import type { BrowserHost } from './fixtures/browser-host'
import { test } from './fixtures/test'

test.skip(({ hostKind }) => hostKind !== 'browser', 'only the browser host is reached over HTTP')

/** Lets a client in with the newest token; answers the cookie it gets. */
async function cookieOf(host: BrowserHost): Promise<string> {
  const answer = await fetch(host.latestAddress, { redirect: 'manual' })
  expect(answer.status).toBe(303)
  return answer.headers.get('set-cookie')?.split(';')[0] ?? ''
}

/** The status a handshake is refused with, or the code the link is closed with at once. */
async function refusal(host: BrowserHost, headers: Record<string, string>): Promise<number> {
  const socket = new WebSocket(`ws://${host.address.host}/link`, { headers })
  const outcome = Promise.withResolvers<number>()
  socket.on('unexpected-response', (request, response) => {
    outcome.resolve(response.statusCode ?? 0)
    request.destroy()
  })
  socket.on('close', (code) => outcome.resolve(code))
  socket.on('error', () => {})
  return outcome.promise
}

/** Sends one call as it travels on the link, whatever its input; answers the status and the body. */
async function rawCall(host: BrowserHost, cookie: string, path: string, input: unknown): Promise<unknown> {
  const socket = new WebSocket(`ws://${host.address.host}/link`, { headers: { cookie, origin: host.address.origin } })
  try {
    await once(socket, 'open')
    socket.send(JSON.stringify({ i: '1', p: { u: path, b: { json: input } } }))
    const [answer] = await once(socket, 'message')
    const { p }: { p: { s?: number; b: { json: unknown } } } = JSON.parse(String(answer))
    return { status: p.s ?? 200, body: p.b.json }
  } finally {
    socket.terminate()
  }
}

test('a browser that was not let in gets a plain page that says how to get in', async ({ browserHost, newContext }) => {
  const page = await (await newContext()).newPage()
  const answer = await page.goto(browserHost.address.origin)
  expect(answer?.status()).toBe(403)
  await expect(page.getByRole('heading', { name: 'Lanekeeper' })).toBeVisible()
  await expect(page.getByText('This browser has not been let in.')).toBeVisible()
  await expect(page.locator('script')).toHaveCount(0)
})

test('an address opens the panel once, and the browser that used it keeps its access', async ({
  browserHost,
  newContext,
}) => {
  const { address } = browserHost
  const page = await (await newContext()).newPage()
  await page.goto(address.href)
  await expect(page.getByRole('status', { name: 'Supervisor' })).toBeVisible()
  expect(page.url()).not.toContain('token')
  await page.reload()
  await expect(page.getByRole('status', { name: 'Supervisor' })).toBeVisible()

  const other = await (await newContext()).newPage()
  expect((await other.goto(address.href))?.status()).toBe(403)
  await expect(other.getByRole('heading', { name: 'This address has been used' })).toBeVisible()
  await other.goto(browserHost.latestAddress.href)
  await expect(other.getByRole('status', { name: 'Supervisor' })).toBeVisible()
})

test('the cookie is out of reach for scripts and other sites', async ({ browserHost }) => {
  const answer = await fetch(browserHost.address, { redirect: 'manual' })
  const cookie = answer.headers.get('set-cookie') ?? ''
  expect(cookie).toContain('HttpOnly')
  expect(cookie).toContain('SameSite=Strict')
})

test('a link is refused to other origins and to everybody without the cookie', async ({ browserHost }) => {
  const cookie = await cookieOf(browserHost)
  const { origin } = browserHost.address
  expect(await refusal(browserHost, { cookie, origin: 'http://attacker.example' })).toBe(403)
  expect(await refusal(browserHost, { cookie, origin: 'null' })).toBe(403)
  expect(await refusal(browserHost, { cookie })).toBe(403)
  expect(await refusal(browserHost, { cookie, origin, host: 'attacker.example' })).toBe(421)
  expect(await refusal(browserHost, { origin })).toBe(4401)
})

test('there is no way in besides the link: calls over HTTP find nothing', async ({ browserHost }) => {
  const cookie = await cookieOf(browserHost)
  for (const path of ['/supervisor/start', '/rpc/supervisor/start', '/link', '/config.yaml', '/..%2fconfig.yaml']) {
    const asked = await fetch(new URL(path, browserHost.address), { headers: { cookie } })
    expect([path, asked.status]).toEqual([path, 404])
    const posted = await fetch(new URL(path, browserHost.address), { method: 'POST', headers: { cookie } })
    expect([path, posted.status]).toEqual([path, 405])
  }
})

test('a wrong input is refused by the schema and never reaches the core', async ({ browserHost, home }) => {
  const cookie = await cookieOf(browserHost)
  const wrong = [
    ['/lanes/drop', { lane: 'queue', files: [] }],
    ['/lanes/drop', { lane: '../queue', files: [{ name: 'a.json', text: '{}' }] }],
    ['/lanes/drop', { lane: 'queue', files: Array.from({ length: 101 }, () => ({ name: 'a.json', text: '{}' })) }],
    ['/lanes/drop', { lane: 'queue', files: [{ name: 7, text: '{}' }] }],
    ['/lanes/send', { lane: 'queue', message: { channel: '', sender: 'Eve', message: 'x' } }],
    ['/lanes/window', { lane: 'queue', column: 'pending', search: '', offset: -1, limit: 10 }],
    ['/lanes/window', { lane: 'queue', column: 'pending', search: '', offset: 0, limit: 1_000_000 }],
    ['/invocations/log', { id: '../../../etc/passwd' }],
    ['/invocations/recent', 'everything'],
  ] as const
  for (const [path, input] of wrong) {
    expect(
      await rawCall(browserHost, cookie, path, input),
      `${path} ${JSON.stringify(input).slice(0, 80)}`,
    ).toMatchObject({
      status: 400,
      body: { code: 'BAD_REQUEST' },
    })
  }
  expect(await rawCall(browserHost, cookie, '/nothing/here', {})).toMatchObject({ status: 404 })
  expect(await home.files('incoming')).toEqual([])

  const unknownLane = await rawCall(browserHost, cookie, '/lanes/drop', {
    lane: 'elsewhere',
    files: [{ name: 'a.json', text: '{}' }],
  })
  expect(unknownLane).toMatchObject({ body: { code: 'REFUSED', data: { sentence: expect.stringMatching(/\.$/) } } })
})
