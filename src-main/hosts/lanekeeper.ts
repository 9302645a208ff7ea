import './thread-pool'

import { resolve } from 'node:path'
import { openCore } from '../core/home/open-core'
import { runBrowserHost } from './browser/browser-host'
import { openBrowser } from './browser/open-browser'
import type { Outlet } from './cli/command-parts'
import { runCommand } from './cli/run-command'
import { closeCoreMs } from './close-core'
import { onEndRequest } from './end-request'
import { version } from './version'

/** This file is built as `out/main/cli.js`. */
const checkout = resolve(import.meta.dirname, '../..')
const resourcesPath = resolve(checkout, 'resources')

const ending = new AbortController()
onEndRequest(() => ending.abort())

function outlet(stream: NodeJS.WriteStream): Outlet {
  return {
    write: (text) => void stream.write(text),
    isTerminal: stream.isTTY === true,
    columns: stream.columns ?? 80,
  }
}
// Whoever read the output may have seen enough, as `head` has.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => ending.abort())

const exitCode = await runCommand({
  argv: process.argv.slice(2),
  env: process.env,
  stdin: process.stdin,
  out: outlet(process.stdout),
  err: outlet(process.stderr),
  now: Date.now,
  version,
  resourcesPath,
  programPath: import.meta.filename,
  ending: ending.signal,
  runHost: ({ argv, print, warn }) =>
    runBrowserHost({
      argv,
      env: process.env,
      rendererPath: resolve(checkout, 'out/renderer'),
      resourcesPath,
      // A command does not wait for a home that another process owns: it speaks with that process instead.
      openCore: ({ peer: _, ...options }) => openCore(options),
      openBrowser: async () => {},
      print,
      warn,
      signal: ending.signal,
      end: () => ending.abort(),
      closeMs: closeCoreMs,
    }),
  openBrowser: (address) => openBrowser(address),
})
process.exit(exitCode)
