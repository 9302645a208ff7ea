import { requireNode } from './node-version.mjs'

requireNode()
const { startPanel } = await import('./start-panel.mjs')
await startPanel()
