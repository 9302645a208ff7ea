import { writeFileSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { makeHomeFolders, prepareHome } from './first-run'
import { homePaths } from './home-paths'
import { loadSettings } from './settings'
import { SettingsInForce } from './settings-in-force'

/** The settings of a new home. `saved` is told of each edit that was read, before anything else happens. */
async function inForce(saved: (settings: SettingsInForce) => void = () => {}) {
  const root = await mkdtemp(join(tmpdir(), 'lanekeeper-settings-'))
  onTestFinished(() => rm(root, { recursive: true }))
  const paths = homePaths(root)
  await makeHomeFolders(paths)
  await prepareHome(paths, async () => ({ provider: 'practice', model: null }))
  const faults: unknown[] = []
  const settings = new SettingsInForce(
    paths,
    await loadSettings(paths),
    () => saved(settings),
    (error) => faults.push(error),
  )
  onTestFinished(async () => {
    await settings[Symbol.asyncDispose]()
    expect(faults).toEqual([])
  })
  await settings.watching
  return { paths, settings, settleMs: () => settings.effective.settings.settle_ms }
}

test('an edit saved in the moment the last one took effect takes effect too', async () => {
  const last = 5
  const { paths, settleMs } = await inForce(({ effective }) => {
    const now = effective.settings.settle_ms
    if (now < last) writeFileSync(paths.config, `settle_ms: ${now + 1}\n`)
  })
  await writeFile(paths.config, 'settle_ms: 1\n')
  await expect.poll(settleMs, { timeout: 20_000 }).toBe(last)
})

test('settings that are deleted and put back take effect again', async () => {
  const { paths, settings, settleMs } = await inForce()
  await rm(paths.config)
  await expect.poll(() => settings.problems.length, { timeout: 10_000 }).toBe(1)
  await writeFile(paths.config, 'settle_ms: 7\n')
  await expect.poll(settleMs, { timeout: 10_000 }).toBe(7)
  expect(settings.problems).toEqual([])
})

test('an orchestrator that an edit names is watched from then on', async () => {
  const { paths, settings } = await inForce()
  await writeFile(paths.config, 'orchestrators: { other: { private_workspace: . } }\n')
  await expect.poll(() => settings.problems.length, { timeout: 10_000 }).toBe(1)
  await writeFile(
    join(paths.root, 'orchestrator.yaml'),
    'id: other\nselector_agent: a\nagents: { a: { provider: practice } }\n',
  )
  await expect.poll(() => [...settings.effective.orchestrators.keys()], { timeout: 10_000 }).toEqual(['other'])
})
