import { defineConfig } from 'vitest/config'

const folders = ['src-shared', 'src-main', 'src-renderer', 'scripts', 'bench', 'resources', 'e2e']
const tests = folders.map((folder) => `${folder}/**/*.test.{ts,tsx,mts}`)
const integrationTests = folders.map((folder) => `${folder}/**/*.integration.test.{ts,mts}`)

export default defineConfig({
  define: { __LANEKEEPER_VERSION__: JSON.stringify('0.0.0-test'), __LANEKEEPER_FAULT_POINTS__: 'false' },
  test: {
    environment: 'node',
    pool: 'forks',
    // One more than the cores it is meant for: tests that start processes wait for them, and then another one works.
    maxWorkers: 3,
    projects: [
      // A bound tells what hangs, not how fast a busy machine is.
      {
        extends: true,
        test: {
          name: 'unit',
          include: tests,
          exclude: integrationTests,
          testTimeout: 30_000,
          // A process for each file spent two thirds of its life on loading modules. Unit tests leave nothing behind that the
          // next file could find.
          isolate: false,
        },
      },
      {
        extends: true,
        test: { name: 'integration', include: integrationTests, testTimeout: 30_000, hookTimeout: 30_000 },
      },
    ],
  },
})
