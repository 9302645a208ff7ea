// Pictures of the panel's main states, to be looked at: LOOK=FOLDER playwright test -c e2e/look.config.ts
import { defineConfig } from 'playwright/test'
import panelConfig, { type HostUse } from '../playwright.config'

// biome-ignore lint/style/noDefaultExport: it is how Playwright reads its settings
export default defineConfig<HostUse>({
  ...panelConfig,
  testDir: '.',
  testMatch: 'look.ts',
  outputDir: '../test-results/look',
  projects: [{ name: 'browser', use: { hostKind: 'browser' } }],
})
