import { requireNode } from './node-version.mjs'

requireNode()
const { develop } = await import('./develop.mjs')
await develop()
