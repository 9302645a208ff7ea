import { spawnSync } from 'node:child_process'
import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it, onTestFinished } from 'vitest'

const root = fileURLToPath(new URL('..', import.meta.url))

/** A checkout with the scripts and the pinned Node, and a stand-in for the built command. */
async function checkout({ built }: { built: boolean }) {
  const folder = await mkdtemp(join(tmpdir(), 'lanekeeper-bin-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  await cp(join(root, 'scripts'), join(folder, 'scripts'), { recursive: true })
  await mkdir(join(folder, 'node_modules'))
  await symlink(join(root, 'node_modules', 'node'), join(folder, 'node_modules', 'node'))
  await writeFile(join(folder, 'package.json'), '{ "type": "module" }')
  if (built) {
    await mkdir(join(folder, 'out', 'main'), { recursive: true })
    const program =
      'console.log(JSON.stringify([process.versions.node.split(".")[0], process.cwd(), process.argv.slice(2)])); process.exit(3)'
    await writeFile(join(folder, 'out', 'main', 'cli.js'), program)
  }
  return folder
}

function run(folder: string, args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const bin = join(folder, 'scripts', 'lanekeeper.mjs')
  const { PATH, HOME } = process.env
  return spawnSync(process.execPath, [bin, ...args], { cwd: tmpdir(), encoding: 'utf8', env: { PATH, HOME, ...env } })
}

it('says in one sentence what to do where nothing is built, and installs and builds nothing', async () => {
  const { status, stdout, stderr } = run(await checkout({ built: false }), ['status'])
  expect([status, stdout]).toEqual([1, ''])
  expect(stderr).toBe('The lanekeeper command is not built yet. Run npm start or npm run build first.\n')
})

it('runs the built command on the pinned Node where it was called, and hands on arguments and exit code', async () => {
  const folder = await checkout({ built: true })
  const { status, stdout, stderr } = run(folder, ['send', '--json', '--', 'a b', '--home'])
  expect([status, stderr]).toEqual([3, ''])
  expect(JSON.parse(stdout)).toEqual(['24', tmpdir(), ['send', '--json', '--', 'a b', '--home']])
})

it('counts a relative path from where npm was called', async () => {
  const folder = await checkout({ built: true })
  const { stdout } = run(folder, [], { npm_lifecycle_event: 'cli', INIT_CWD: folder })
  expect(JSON.parse(stdout)[1]).toBe(folder)
})
