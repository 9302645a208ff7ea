import { requireNode } from './node-version.mjs'

requireNode()
const { buildByHand } = await import('./build-by-hand.mjs')
await buildByHand()
