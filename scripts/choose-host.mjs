/**
 * @typedef {import('./start-options.mjs').Host} Host
 * @typedef {{
 *   asked: Host | null,
 *   platform: NodeJS.Platform,
 *   env: NodeJS.ProcessEnv,
 *   superuser: boolean,
 *   binary: { state: 'present' } | { state: 'unknown' } | { state: 'unavailable', why: string },
 * }} HostFacts `unknown`: the Electron binary is not there and may still be fetched.
 * @typedef {{ act: 'start', host: Host, why: string }
 *   | { act: 'fetch' }
 *   | { act: 'refuse', sentence: string, nextStep: string }} HostChoice
 */

const useBrowser = 'Use --host browser.'

/**
 * Which host to start and why. `fetch` asks for the Electron binary first; ask again with what came of it.
 *
 * @param {HostFacts} facts
 * @returns {HostChoice}
 */
export function chooseHost({ asked, platform, env, superuser, binary }) {
  if (asked === 'browser') return { act: 'start', host: 'browser', why: 'as asked' }
  const obstacle = electronObstacle({ platform, env, superuser })
  if (obstacle !== null) {
    if (asked === null) return { act: 'start', host: 'browser', why: obstacle }
    return { act: 'refuse', sentence: `The Electron host cannot start here: ${obstacle}.`, nextStep: useBrowser }
  }
  switch (binary.state) {
    case 'present':
      return {
        act: 'start',
        host: 'electron',
        why: asked === null ? 'its program and a display are there' : 'as asked',
      }
    case 'unknown':
      return { act: 'fetch' }
    case 'unavailable':
      if (asked === null)
        return { act: 'start', host: 'browser', why: `the Electron program could not be fetched: ${binary.why}` }
      return {
        act: 'refuse',
        sentence: `The Electron program could not be fetched: ${binary.why}.`,
        nextStep: useBrowser,
      }
  }
}

/**
 * What stands in the way of Electron on this machine, apart from its program, or null.
 *
 * @param {Pick<HostFacts, 'platform' | 'env' | 'superuser'>} facts
 * @returns {string | null}
 */
export function electronObstacle({ platform, env, superuser }) {
  if (platform === 'linux') {
    if (!env.DISPLAY && !env.WAYLAND_DISPLAY) return 'no display was found'
    // Chromium would have to run without its sandbox.
    return superuser ? 'it does not run as the superuser' : null
  }
  if (env.SSH_CONNECTION) return 'this is a remote shell'
  return env.CI ? 'nobody watches a display here' : null
}
