import '../thread-pool'

import { join, resolve } from 'node:path'
import { openCore } from '../../core/home/open-core'
import { closeCoreMs } from '../close-core'
import { onEndRequest } from '../end-request'
import { runBrowserHost } from './browser-host'
import { openBrowser } from './open-browser'

/** This file is built as `out/main/browser.js`. */
const checkout = resolve(import.meta.dirname, '../..')

const ending = new AbortController()
onEndRequest(() => ending.abort())
// Whoever read the address may have closed the pipe; the panel stays up.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {})

const exitCode = await runBrowserHost({
  argv: process.argv.slice(2),
  env: process.env,
  rendererPath: join(checkout, 'out/renderer'),
  resourcesPath: join(checkout, 'resources'),
  openCore,
  openBrowser: (address) => openBrowser(address),
  print: (line) => process.stdout.write(`${line}\n`),
  warn: (line) => process.stderr.write(`${line}\n`),
  signal: ending.signal,
  end: () => ending.abort(),
  closeMs: closeCoreMs,
})
process.exit(exitCode)
