import { describe, expect, it } from 'vitest'
import type { PanelFile } from '../panel-files'
import { Access } from './access'
import { type Asked, answer, type Site } from './answer'

const panelFile = (body: string, hashed = false): PanelFile => ({
  body: Buffer.from(body),
  contentType: 'text/html; charset=utf-8',
  etag: `"${body}"`,
  hashed,
})

function visit(devPanel: string | null = null) {
  const files = new Map([
    ['/index.html', panelFile('the panel')],
    ['/assets/index-1a2b.js', panelFile('its code', true)],
  ])
  const access = new Access(4270)
  const site: Site = { port: 4270, access, devPanel, files }
  const cookie = access.redeem(access.token)?.split(';')[0]
  const ask = (url: string, asked: Partial<Asked> = {}) =>
    answer({ method: 'GET', url, host: '127.0.0.1:4270', cookie: undefined, ifNoneMatch: undefined, ...asked }, site)
  return { ask, access, cookie }
}

describe('the panel’s site', () => {
  it('serves the panel to an admitted browser', () => {
    const { ask, cookie } = visit()
    const { status, headers, body } = ask('/', { cookie })
    expect(status).toBe(200)
    expect(String(body)).toBe('the panel')
    expect(headers).toMatchObject({ 'Cache-Control': 'no-cache', ETag: '"the panel"' })
    expect(headers['Content-Security-Policy']).toBe(
      "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; " +
        "connect-src 'self' ws://127.0.0.1:4270 ws://localhost:4270; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    )
  })

  it('lets hashed files be kept for ever and the others only be confirmed', () => {
    const { ask, cookie } = visit()
    expect(ask('/assets/index-1a2b.js', { cookie }).headers['Cache-Control']).toContain('immutable')
    expect(ask('/', { cookie, ifNoneMatch: '"the panel"' })).toMatchObject({ status: 304, body: '' })
    expect(ask('/', { cookie, ifNoneMatch: '"an older panel"' }).status).toBe(200)
  })

  it('exchanges a token for a cookie once', () => {
    const { ask, access } = visit()
    const { token } = access
    const first = ask(`/open?token=${token}`)
    expect(first).toMatchObject({ status: 303, headers: { Location: '/' } })
    expect(first.headers['Set-Cookie']).toContain('HttpOnly; SameSite=Strict')
    const again = ask(`/open?token=${token}`)
    expect(again.status).toBe(403)
    expect(String(again.body)).toContain('daemon/access-token')
    expect(again.headers['Set-Cookie']).toBeUndefined()
  })

  it('takes an admitted browser that comes with a used token to the panel', () => {
    const { ask, cookie } = visit()
    expect(ask('/open?token=used', { cookie })).toMatchObject({ status: 303, headers: { Location: '/' } })
  })

  it('does not spend a token on a link preview', () => {
    const { ask, access } = visit()
    const { token } = access
    expect(ask(`/open?token=${token}`, { method: 'HEAD' }).status).toBe(405)
    expect(access.token).toBe(token)
  })

  it('tells a browser that has not been let in how to open the panel', () => {
    const { ask } = visit()
    const { status, headers, body } = ask('/')
    expect(status).toBe(403)
    expect(String(body)).toContain('/open?token=')
    expect(headers['Content-Security-Policy']).not.toContain('script-src')
    expect(ask('/assets/index-1a2b.js').status).toBe(403)
    expect(ask('/', { cookie: 'lanekeeper_4270=guess' }).status).toBe(403)
  })

  it('sends an admitted browser on to the development panel', () => {
    const { ask, cookie } = visit('http://127.0.0.1:5173')
    expect(ask('/', { cookie })).toMatchObject({ status: 303, headers: { Location: 'http://127.0.0.1:5173' } })
  })

  it.each([
    '/../package.json',
    '/assets/../../../package.json',
    '/%2e%2e/package.json',
    '/..%2f..%2fetc/passwd',
    '//index.html/',
    '/assets',
    '/nothing',
    '/link',
  ])('has nothing at %s', (url) => {
    const { ask, cookie } = visit()
    expect(ask(url, { cookie }).status).toBe(404)
  })

  it('answers paths only', () => {
    const { ask, cookie } = visit()
    for (const url of ['*', '', 'http://127.0.0.1:4270/', 'index.html']) expect(ask(url, { cookie }).status).toBe(400)
  })

  it('answers to no other name', () => {
    const { ask, cookie } = visit()
    expect(ask('/', { cookie, host: 'localhost:4270' }).status).toBe(200)
    for (const host of [
      undefined,
      '',
      'attacker.example',
      'attacker.example:4270',
      '127.0.0.1',
      '127.0.0.1:4271',
      '0.0.0.0:4270',
    ]) {
      expect(ask('/', { cookie, host }).status).toBe(421)
    }
  })

  it('answers no other method', () => {
    const { ask, cookie } = visit()
    expect(ask('/', { cookie, method: 'HEAD' }).status).toBe(200)
    for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS']) expect(ask('/', { cookie, method }).status).toBe(405)
  })

  it('says safe things in every answer', () => {
    const { ask, cookie, access } = visit()
    const answers = [
      ask('/'),
      ask('/', { cookie }),
      ask('/nothing', { cookie }),
      ask('/', { host: 'x' }),
      ask('http://['),
      ask(`/open?token=${access.token}`),
      ask('/open'),
    ]
    for (const { headers } of answers) {
      expect(headers).toMatchObject({
        'X-Content-Type-Options': 'nosniff',
        'Referrer-Policy': 'no-referrer',
        'Cross-Origin-Opener-Policy': 'same-origin',
        'Cross-Origin-Resource-Policy': 'same-origin',
        'Content-Security-Policy': expect.stringContaining("default-src 'none'"),
      })
    }
  })
})
