import { requireNode } from './node-version.mjs'

requireNode()
const { runTypeCheck } = await import('./run-tests.mjs')
await runTypeCheck()
