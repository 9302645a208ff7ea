import { fileURLToPath } from 'node:url'
import { defineConfig } from 'playwright/test'
import { electronObstacle } from './scripts/choose-host.mjs'
import { electronPath } from './scripts/electron-binary.mjs'
import { findBrowser } from './scripts/find-browser.mjs'

/** What a spec's fixtures need to know of the project they run in. */
export interface HostUse {
  hostKind: 'browser' | 'electron'
  /** Why the Electron project's tests are skipped here, or null when they can run. */
  electronObstacle: string | null
  electronPath: string
}

const { env, platform } = process
const root = fileURLToPath(new URL('.', import.meta.url))
const electron = await electronPath(root)
const display = { DISPLAY: env.DISPLAY, WAYLAND_DISPLAY: env.WAYLAND_DISPLAY }
const superuser = process.getuid?.() === 0
const chromium = env.LANEKEEPER_CHROMIUM || findBrowser(platform, env)

export default defineConfig<HostUse>({
  testDir: 'e2e',
  testMatch: '**/*.spec.ts',
  outputDir: 'test-results',
  fullyParallel: true,
  workers: 2,
  retries: 0,
  forbidOnly: Boolean(env.CI),
  timeout: 60_000,
  expect: { timeout: 10_000 },
  reporter: 'list',
  use: {
    electronObstacle:
      electron === null
        ? 'the Electron program is not installed'
        : electronObstacle({ platform, env: display, superuser }),
    electronPath: electron ?? '',
    screenshot: 'only-on-failure',
    trace: { mode: 'retain-on-failure', screenshots: false },
    launchOptions: {
      ...(chromium === null ? {} : { executablePath: chromium }),
      // Chromium has no sandbox to offer to the superuser.
      chromiumSandbox: !superuser,
      args: [
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-gpu',
        '--disable-quic',
        '--disable-sync',
        '--no-first-run',
      ],
    },
  },
  projects: [
    { name: 'browser', use: { hostKind: 'browser' } },
    { name: 'electron', use: { hostKind: 'electron' } },
  ],
})
