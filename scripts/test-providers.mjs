import { requireNode } from './node-version.mjs'

requireNode()
const { runProviderTests } = await import('./run-tests.mjs')
await runProviderTests()
