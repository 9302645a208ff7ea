import { requireNode } from './node-version.mjs'

requireNode()
const { runCrashTests } = await import('./run-crash-tests.mjs')
await runCrashTests()
