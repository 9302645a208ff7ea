import { join } from 'node:path'
import { buildPanel } from './build-panel.mjs'
import { findNode } from './find-node.mjs'
import { install } from './install.mjs'
import { obtainBrowser } from './obtain-browser.mjs'
import { obtainPrograms, obtainProviders, providersFolder } from './obtain-providers.mjs'
import { Problem, runScript } from './problem.mjs'
import { projectRoot } from './project-root.mjs'
import { closingLine, countsOfStep, total } from './test-counts.mjs'
import { runLint, runPlaywright, runTypes, runUnused, runVitest } from './test-steps.mjs'

/**
 * What `npm test` does: every check and every test. A failed step does not keep later ones from running unless they
 * need its outcome. The last line printed is the count of it all.
 */
export function runTests() {
  return runScript(async () => {
    const place = await obtained(preparedPlace)
    if (place === null) return told([countsOfStep(false)])
    const { node } = place
    const chromium = await obtained(() => obtainBrowser(projectRoot, node))
    if (chromium !== null) console.log(`Browser: ${chromium.path} (${chromium.from})`)
    const providers = await providersPlace(place)
    const counts = [await runLint(place), await runUnused(place), await runTypes(place)]
    console.log('\nBuild')
    const built = await obtained(async () => {
      await buildPanel(projectRoot, { node, show: true })
      return true
    })
    counts.push(countsOfStep(built !== null), await runVitest([], providers ?? place))
    if (built === null || chromium === null) {
      console.log(`\nThe end-to-end tests need ${built === null ? 'a build' : 'a browser'} and were not run.`)
      counts.push(countsOfStep(false))
    } else {
      counts.push(await runPlaywright({ ...place, env: { ...process.env, LANEKEEPER_CHROMIUM: chromium.path } }))
    }
    return told(counts)
  })
}

/** What `npm run check` does: the part of the tests that takes seconds. */
export function runChecks() {
  return runScript(async () => {
    const place = await obtained(preparedPlace)
    if (place === null) return told([countsOfStep(false)])
    const counts = [await runLint(place), await runUnused(place), await runTypes(place)]
    return told([...counts, await runVitest(['--project=unit'], place)])
  })
}

/** What `npm run test:stress` does: the tests of the supervisor that convince by numbers, many times over. */
export function runStressTests() {
  return runScript(async () => {
    const place = { ...(await preparedPlace()), env: { ...process.env, LANEKEEPER_STRESS: '1' } }
    const folders = ['src-main/core/supervise', 'src-main/testing/stress']
    return told([await runVitest(['--project=integration', ...folders], place)])
  })
}

/** What `npm run types` does. */
export function runTypeCheck() {
  return runScript(async () => {
    const { failed } = await runTypes(await preparedPlace())
    return failed > 0 ? 1 : 0
  })
}

/** What `npm run test:providers` does: the tests that run the real `claude` and `codex` against models of our own. */
export function runProviderTests() {
  return runScript(async () => {
    const place = await preparedPlace()
    const counts = []
    for (const which of /** @type {const} */ (['oldest', 'newest'])) {
      const providers = await providersPlace(place, which)
      // Skipped tests are named, and a run of nothing but those is no success.
      const naming = providers === null ? ['--reporter=verbose'] : []
      counts.push(await runVitest(['src-main/testing/real-providers', ...naming], providers ?? place))
    }
    return told(counts)
  })
}

const recordedVersions = [
  ...['claude@2.0.30', 'claude@2.1.29', 'claude@2.1.173', 'claude@2.1.197', 'claude@2.1.332'],
  ...['codex@0.146.0', 'codex@0.146.1', 'codex@0.158.0', 'codex@0.169.0', 'codex@0.171.0'],
]
/** @type {Record<string, string>} */
const packageOf = { claude: '@anthropic-ai/claude-code', codex: '@openai/codex' }

/**
 * What `node scripts/record-providers.mjs [claude@VERSION | codex@VERSION]…` does: runs these versions, or all that there are
 * recordings of, through every scenario and writes down anew what they say.
 *
 * @param {readonly string[]} asked
 */
export function recordProviders(asked) {
  return runScript(async () => {
    const place = await preparedPlace()
    const counts = []
    for (const name of asked.length > 0 ? asked : recordedVersions) {
      const [program = '', version = ''] = name.split('@')
      const versions = { [packageOf[program] ?? program]: version }
      const { folder, ...rest } = await obtainPrograms(
        place.root,
        join(providersFolder(place.root), `${program}-${version}`),
        versions,
      )
      if (folder === null) throw new Problem(`${name} could not be had.`, 'cause' in rest ? `${rest.cause}.` : '')
      const env = {
        ...process.env,
        LANEKEEPER_PROVIDER_VERSIONS: join(folder, 'node_modules', '.bin', program),
        LANEKEEPER_RECORD_INTO: join(place.root, 'src-main', 'testing', 'recordings'),
      }
      counts.push(await runVitest(['src-main/testing/real-providers/scenarios'], { ...place, env }))
    }
    return told(counts)
  })
}

/**
 * Where the real programs can be tested too, or null after having said why not.
 *
 * @param {{ root: string, node: string }} place
 * @param {'newest' | 'oldest'} [which] left out: the newest, and not through every scenario, which takes minutes
 */
async function providersPlace(place, which) {
  const obtained = await obtainProviders(place.root, which)
  if (obtained.folder === null) {
    console.log(`The tests of the ${which ?? 'real'} claude and codex are skipped: ${obtained.cause}.`)
    return null
  }
  console.log(`Providers: ${obtained.folder}`)
  const programs = ['claude', 'codex'].map((name) => join(obtained.folder, 'node_modules', '.bin', name))
  return {
    ...place,
    env: {
      ...process.env,
      LANEKEEPER_REAL_PROVIDERS: obtained.folder,
      ...(which === undefined ? {} : { LANEKEEPER_PROVIDER_VERSIONS: programs.join(',') }),
    },
  }
}

async function preparedPlace() {
  await install(projectRoot)
  return { root: projectRoot, node: await findNode(projectRoot) }
}

/** @param {readonly import('./test-counts.mjs').Counts[]} counts @returns {number} the exit code */
function told(counts) {
  const sum = total(counts)
  console.log(`\n${closingLine(sum)}`)
  return sum.failed > 0 || sum.passed === 0 ? 1 : 0
}

/**
 * Null, after having said why, when a `Problem` keeps it from being had.
 *
 * @template T
 * @param {() => Promise<T>} obtain
 * @returns {Promise<T | null>}
 */
async function obtained(obtain) {
  try {
    return await obtain()
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    console.error(`${error.message} ${error.nextStep}`)
    return null
  }
}
