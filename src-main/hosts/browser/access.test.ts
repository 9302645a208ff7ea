import { expect, it } from 'vitest'
import { Access } from './access'

const admitted = (access: Access) => access.redeem(access.token)?.split(';')[0]

it('admits a browser once per token', () => {
  const access = new Access(4270)
  const { token } = access
  const cookie = access.redeem(token)
  expect(cookie).toMatch(/^lanekeeper_4270=[\w-]{43}; HttpOnly; SameSite=Strict; Path=\/$/)
  expect(access.redeem(token)).toBeNull()
  expect(access.token).not.toBe(token)
  expect(access.admits(cookie?.split(';')[0])).toBe(true)
})

it('keeps the token when another one is tried', () => {
  const access = new Access(4270)
  const { token } = access
  for (const wrong of ['', 'x', token.slice(1), `${token}x`]) expect(access.redeem(wrong)).toBeNull()
  expect(access.token).toBe(token)
})

it('finds its cookie among others and admits no other', () => {
  const access = new Access(4270)
  const cookie = admitted(access)
  expect(access.admits(`theme=dark; ${cookie}; lanekeeper_4271=other`)).toBe(true)
  for (const wrong of [undefined, '', 'lanekeeper_4270=', 'lanekeeper_4270=x', `other_${cookie}`, `${cookie}x`]) {
    expect(access.admits(wrong)).toBe(false)
  }
})

it('lets the browser admitted first come again once too many have been', () => {
  const access = new Access(4270)
  const cookies = Array.from({ length: 65 }, () => admitted(access))
  expect(access.admits(cookies[0])).toBe(false)
  expect(access.admits(cookies[1])).toBe(true)
  expect(access.admits(cookies[64])).toBe(true)
})
