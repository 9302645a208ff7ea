import '../thread-pool'

import { join, resolve } from 'node:path'
import { openCore } from '../../core/home/open-core'
import { onEndRequest } from '../end-request'
import { runElectronHost } from './electron-host'

/** This file is built as `out/main/electron.js`; packaged, the same folders lie side by side. */
const checkout = resolve(import.meta.dirname, '../..')

void runElectronHost({
  argv: process.argv.slice(1),
  env: process.env,
  rendererPath: join(checkout, 'out/renderer'),
  preloadPath: join(checkout, 'out/preload/panel.cjs'),
  resourcesPath: join(checkout, 'resources'),
  openCore,
  warn: (line) => process.stderr.write(`${line}\n`),
  onEndRequest,
})
