import { requireNode } from './node-version.mjs'

requireNode()
const { recordProviders } = await import('./run-tests.mjs')
await recordProviders(process.argv.slice(2))
