import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer as createPortProbe } from 'node:net'
import { join } from 'node:path'
import { resolveConfig } from 'electron-vite'
import { build, createServer } from 'vite'
import { projectRoot } from './project-root.mjs'

// Hot reload without Electron: a development server serves the panel and hands its link on to the browser host, which
// is built and started anew whenever its code changes. The host's own address stays the way in, for its cookie.

const hostArgs = process.argv.slice(2)
const hostPort = await freePort()
process.env.NODE_ENV_ELECTRON_VITE = 'development'
const { config } = await resolveConfig({ root: projectRoot, build: { watch: {} } }, 'serve', 'development')
if (config?.main === undefined || config.renderer === undefined)
  throw new Error('electron.vite.config.ts was not found')

const panel = await createServer({
  ...config.renderer,
  configFile: false,
  server: {
    host: '127.0.0.1',
    proxy: { '^/link$': { target: `ws://127.0.0.1:${hostPort}`, ws: true, changeOrigin: true } },
  },
})
await panel.listen()
const panelAddress = panel.resolvedUrls?.local[0]
if (panelAddress === undefined) throw new Error('the development server has no address')

/** @type {import('node:child_process').ChildProcess | null} */
let host = null
let restarting = Promise.resolve()
const watcher = await build({ ...config.main, configFile: false })
if (!('on' in watcher)) throw new Error('the build does not watch')
watcher.on('event', (event) => {
  if (event.code === 'END') restarting = restarting.then(restartHost)
})

for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) process.once(signal, end)
process.once('disconnect', end)

async function restartHost() {
  const first = host === null
  await endHost()
  const entry = join(projectRoot, 'out', 'main', 'browser.js')
  const args = [entry, ...hostArgs, '--port', String(hostPort), '--dev-panel', String(panelAddress)]
  host = spawn(process.execPath, first ? args : [...args, '--no-open'], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
}

async function endHost() {
  if (host === null || host.exitCode !== null || host.signalCode !== null) return
  const ended = once(host, 'exit')
  host.kill()
  await ended
}

async function end() {
  restarting = restarting.then(endHost)
  await restarting
  process.exit(0)
}

/** A port nobody listens on now; the host keeps it over its restarts. */
async function freePort() {
  const probe = createPortProbe().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const address = probe.address()
  probe.close()
  await once(probe, 'close')
  if (address === null || typeof address === 'string') throw new Error('no port was free')
  return address.port
}
