import { spawnSync } from 'node:child_process'
import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { terminalEnvironment } from './terminal-environment'

let root: string
beforeEach(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), 'lanekeeper-')))
})
afterEach(() => rm(root, { recursive: true }))

/** As a terminal has it: without what the npm that runs these tests has put into it. */
const present = terminalEnvironment(process.env, { project: join(import.meta.dirname, '../../..') })
const hasNpm = spawnSync('npm', ['--version'], { env: present, stdio: 'ignore' }).status === 0

test.skipIf(!hasNpm)('after `npm run`, from wherever and however often, the PATH is the terminal’s', async () => {
  const project = join(root, 'src', 'project')
  await mkdir(join(project, 'node_modules', '.bin'), { recursive: true })
  await mkdir(join(project, 'deeper'))
  const scripts = { show: 'node show.mjs', again: 'npm run -s show' }
  await writeFile(join(project, 'package.json'), JSON.stringify({ name: 'project', version: '1.0.0', scripts }))
  await writeFile(join(project, 'show.mjs'), 'process.stdout.write(JSON.stringify(process.env))\n')
  const terminal = {
    ...present,
    PATH: `${join(root, 'bin')}:${dirname(process.execPath)}:${present.PATH}:${join(root, 'src', 'node_modules', '.bin')}`,
  }
  for (const [script, cwd] of [
    ['show', project],
    ['again', join(project, 'deeper')],
  ] as const) {
    const ran = spawnSync('npm', ['run', '-s', script], { cwd, env: terminal, encoding: 'utf8' })
    const given: Record<string, string> = JSON.parse(ran.stdout)
    expect(given.PATH).not.toBe(terminal.PATH)
    const restored = terminalEnvironment(given, { project })
    expect(restored.PATH).toBe(terminal.PATH)
    const added = Object.keys(restored).filter((name) => !Object.hasOwn(terminal, name))
    // npm names an editor where none is named; a shell counts how deep it is.
    expect(added.filter((name) => !['EDITOR', 'SHLVL', '_', 'PWD', 'OLDPWD'].includes(name))).toEqual([])
  }
})
