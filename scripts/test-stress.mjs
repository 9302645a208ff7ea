import { requireNode } from './node-version.mjs'

requireNode()
const { runStressTests } = await import('./run-tests.mjs')
await runStressTests()
