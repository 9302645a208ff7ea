import { describe, expect, it } from 'vitest'
import { Problem } from './problem.mjs'
import { startOptions } from './start-options.mjs'

function refusal(args: string[]): Problem {
  try {
    startOptions(args)
  } catch (error) {
    if (error instanceof Problem) return error
  }
  throw new Error('it was accepted')
}

describe('start options', () => {
  it('leave everything to the host and to chance when none are given', () => {
    expect(startOptions([])).toEqual({ help: null, host: null, hostArgs: [] })
  })

  it('hand the host its own options in its own spelling', () => {
    expect(startOptions(['--host=browser', '--no-open', '--port', '0', '--start', '--home', 'my home'])).toEqual({
      help: null,
      host: 'browser',
      hostArgs: ['--home', 'my home', '--port', '0', '--no-open', '--start'],
    })
  })

  it('show what there is when asked for help', () => {
    expect(startOptions(['--help']).help).toContain('--no-open')
  })

  it.each([
    [['--hots', 'browser'], "Unknown option '--hots'."],
    [['browser'], "Unexpected argument 'browser'."],
    [['--host', 'firefox'], 'There is no host "firefox".'],
    [['--port', '65536'], '"65536" is not a port.'],
    [['--port', '80x'], '"80x" is not a port.'],
    [['--port=-1'], '"-1" is not a port.'],
    [['--home='], '--home was given no folder.'],
  ])('refuse %j with one sentence, a next step and exit code 2', (args, sentence) => {
    const problem = refusal(args)
    expect(problem.message).toBe(sentence)
    expect(problem.message).not.toContain('\n')
    expect(problem.nextStep).toMatch(/--\w+.*\.$/)
    expect(problem.exitCode).toBe(2)
  })

  it.each([[['--home']], [['--port', '--no-open']], [['--no-open=yes']]])('refuse %j for its value', (args) => {
    expect(refusal(args)).toMatchObject({ exitCode: 2, message: expect.stringMatching(/^[^\n]+\.$/) })
  })
})
