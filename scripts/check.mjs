import { requireNode } from './node-version.mjs'

requireNode()
const { runChecks } = await import('./run-tests.mjs')
await runChecks()
