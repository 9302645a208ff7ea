import { describe, expect, it } from 'vitest'
import { chooseHost, type HostFacts } from './choose-host.mjs'

const desktop: HostFacts = {
  asked: null,
  platform: 'linux',
  env: { DISPLAY: ':0' },
  superuser: false,
  binary: { state: 'present' },
}
const noProgram = { state: 'unavailable', why: 'the network is down' } as const

describe('the host chosen for', () => {
  it.each<[string, Partial<HostFacts>, 'electron' | 'browser', string]>([
    ['a desktop with the program', {}, 'electron', 'its program and a display are there'],
    ['a Wayland desktop', { env: { WAYLAND_DISPLAY: 'wayland-0' } }, 'electron', 'its program and a display are there'],
    ['a machine without a display', { env: {} }, 'browser', 'no display was found'],
    ['an empty display name', { env: { DISPLAY: '' } }, 'browser', 'no display was found'],
    ['the superuser of Linux', { superuser: true }, 'browser', 'it does not run as the superuser'],
    ['a Mac', { platform: 'darwin', env: {} }, 'electron', 'its program and a display are there'],
    [
      'a remote shell on a Mac',
      { platform: 'darwin', env: { SSH_CONNECTION: 'a b' } },
      'browser',
      'this is a remote shell',
    ],
    [
      'an automated run on Windows',
      { platform: 'win32', env: { CI: '1' } },
      'browser',
      'nobody watches a display here',
    ],
    [
      'a desktop that cannot get the program',
      { binary: noProgram },
      'browser',
      'the Electron program could not be fetched: the network is down',
    ],
    ['who asks for the browser', { asked: 'browser' }, 'browser', 'as asked'],
    ['who asks for Electron and has it', { asked: 'electron' }, 'electron', 'as asked'],
  ])('%s', (_for, facts, host, why) => {
    expect(chooseHost({ ...desktop, ...facts })).toEqual({ act: 'start', host, why: expect.stringContaining(why) })
  })

  it('a desktop without the program waits for the fetch', () => {
    expect(chooseHost({ ...desktop, binary: { state: 'unknown' } })).toEqual({ act: 'fetch' })
  })

  it('a machine without a display never fetches the program', () => {
    expect(chooseHost({ ...desktop, env: {}, binary: { state: 'unknown' } })).toMatchObject({ host: 'browser' })
  })
})

describe('Electron asked for by name is refused with a way out', () => {
  it.each<[string, Partial<HostFacts>]>([
    ['without the program', { binary: noProgram }],
    ['without a display', { env: {} }],
    ['as the superuser', { superuser: true }],
  ])('%s', (_when, facts) => {
    expect(chooseHost({ ...desktop, asked: 'electron', ...facts })).toEqual({
      act: 'refuse',
      sentence: expect.stringMatching(/^The Electron .*\.$/),
      nextStep: 'Use --host browser.',
    })
  })
})
