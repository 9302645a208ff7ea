import { parseArgs } from 'node:util'
import { Problem, sentenceOf } from './problem.mjs'

const usage = `npm start -- [options]

  --host electron|browser  what the panel lives in; chosen by itself when not given
  --home DIR               the folder that holds all state; LANEKEEPER_HOME, else ~/.lanekeeper
  --port N                 port of the browser host; 0 for any free one
  --no-open                do not open a browser window
  --start                  start the supervisor too`

/**
 * @typedef {'electron' | 'browser'} Host
 * @typedef {{ help: string } | { help: null, host: Host | null, hostArgs: string[] }} StartOptions
 *   `hostArgs` are the options that the host itself understands, in its own spelling.
 */

/**
 * Throws a `Problem` with exit code 2 for anything it does not know.
 *
 * @param {readonly string[]} args
 * @returns {StartOptions}
 */
export function startOptions(args) {
  const { host, home, port, help, start, ...given } = parsed(args)
  if (help === true) return { help: usage }
  if (host !== undefined && host !== 'electron' && host !== 'browser') {
    throw misuse(`There is no host "${host}".`, 'Use --host electron or --host browser.')
  }
  if (home === '') throw misuse('--home was given no folder.', 'Use --home DIR.')
  if (port !== undefined && !isPort(port)) {
    throw misuse(`"${port}" is not a port.`, 'Use --port N with a number from 0 (any free port) to 65535.')
  }
  return {
    help: null,
    host: host ?? null,
    hostArgs: [
      ...(home === undefined ? [] : ['--home', home]),
      ...(port === undefined ? [] : ['--port', port]),
      ...(given['no-open'] === true ? ['--no-open'] : []),
      ...(start === true ? ['--start'] : []),
    ],
  }
}

/** @param {readonly string[]} args */
function parsed(args) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        host: { type: 'string' },
        home: { type: 'string' },
        port: { type: 'string' },
        'no-open': { type: 'boolean' },
        start: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    }).values
  } catch (error) {
    const sentence = sentenceOf(error)
      .split(/\.\s|\n/)[0]
      ?.replace(/\.$/, '')
    throw misuse(`${sentence}.`, 'The options are --host, --home, --port, --no-open and --start.', error)
  }
}

/** @param {string} text */
function isPort(text) {
  return /^\d{1,5}$/.test(text) && Number(text) <= 65_535
}

/** @param {string} sentence @param {string} nextStep @param {unknown} [cause] */
function misuse(sentence, nextStep, cause) {
  return new Problem(sentence, nextStep, { exitCode: 2, cause })
}
