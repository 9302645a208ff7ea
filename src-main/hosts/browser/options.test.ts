import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { StartupProblem } from '../../core/ground/startup-problem'
import { browserOptions } from './options'

describe('the options of the browser host', () => {
  it('have defaults', () => {
    expect(browserOptions([], { LANEKEEPER_HOME: '/a/home' })).toEqual({
      homePath: resolve('/a/home'),
      port: null,
      openBrowser: true,
      startSupervisor: false,
      detached: false,
      devPanel: null,
    })
  })

  it('are all understood', () => {
    const argv = ['--home', '/b/home', '--port=0', '--no-open', '--start', '--dev-panel', 'http://127.0.0.1:5173/']
    expect(browserOptions(argv, { LANEKEEPER_HOME: '/a/home' })).toEqual({
      homePath: resolve('/b/home'),
      port: 0,
      openBrowser: false,
      startSupervisor: true,
      detached: false,
      devPanel: 'http://127.0.0.1:5173',
    })
  })

  it.each([
    [['--port', 'eighty'], '--port eighty is not a port.'],
    [['--port', '65536'], '--port 65536 is not a port.'],
    [['--port', '-1'], "Option '--port' argument is ambiguous"],
    [['--port'], "Option '--port <value>' argument missing"],
    [['--colour'], "Unknown option '--colour'"],
    [['extra'], "Unexpected argument 'extra'"],
    [['--dev-panel', 'http://example.com/'], '--dev-panel http://example.com/ is not an address on this machine.'],
  ])('refuse %j in a sentence', (argv, sentence) => {
    expect(() => browserOptions(argv, {})).toThrow(StartupProblem)
    expect(() => browserOptions(argv, {})).toThrow(sentence)
  })
})
