import { mkdir, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { afterAll, describe, test } from 'vitest'
import { installedVersion } from '../../core/provider/installed-version'
import { checkRun } from './check-run'
import type { Recording } from './recording'
import { runScenario } from './run-scenario'
import { scenarios } from './scenarios'

/** Folders with one program in one version each; set by `npm run test:providers` and by `scripts/record-providers.mjs`. */
const programs = (process.env.LANEKEEPER_PROVIDER_VERSIONS ?? '').split(',').filter((path) => path !== '')
const into = process.env.LANEKEEPER_RECORD_INTO ?? null

describe.each(programs)('%s', { timeout: 120_000 }, (path) => {
  const provider = basename(path) === 'claude' ? 'anthropic' : 'openai'
  const runs: Recording[] = []
  test.each(scenarios.filter((scenario) => scenario.provider === provider))('$name', async (scenario) => {
    const recording = await runScenario(scenario, path)
    runs.push(recording)
    const { version } = await installedVersion(path)
    checkRun(recording, { provider, version: version ?? 'unknown' })
  })

  afterAll(async () => {
    if (into === null) return
    const found = await installedVersion(path)
    const recordings = { provider, version: found.version, at: Date.now(), runs }
    await mkdir(into, { recursive: true })
    await writeFile(join(into, `${basename(path)}-${found.version}.json`), `${JSON.stringify(recordings, null, 2)}\n`)
  })
})

test.skipIf(programs.length > 0)('the real programs are run by `npm run test:providers` only', () => {})
