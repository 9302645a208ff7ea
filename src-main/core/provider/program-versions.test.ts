import { chmod, mkdir, mkdtemp, readFile, rm, symlink, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { shippedProviders } from '../settings/provider-settings'
import { installedVersion } from './installed-version'
import { ProgramVersions } from './program-versions'

async function folder() {
  const path = await mkdtemp(join(tmpdir(), 'lanekeeper-versions-'))
  return {
    path,
    async file(name: string, text: string) {
      const full = join(path, name)
      await mkdir(dirname(full), { recursive: true })
      await writeFile(full, text)
      await chmod(full, 0o755)
      return full
    },
    [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }),
  }
}

const packageOf = (name: string, version: string) => JSON.stringify({ name, version })

test('the version of a program is read from what lies around it', async () => {
  await using at = await folder()
  await at.file('lib/node_modules/@openai/codex/package.json', packageOf('@openai/codex', '0.146.1'))
  const script = await at.file('lib/node_modules/@openai/codex/bin/codex.js', '#!/usr/bin/env node\n')
  await mkdir(join(at.path, 'bin'))
  await symlink(script, join(at.path, 'bin', 'codex'))
  expect(await installedVersion(join(at.path, 'bin', 'codex'))).toEqual({ version: '0.146.1' })

  await at.file('x/@openai/codex-linux-x64/package.json', packageOf('@openai/codex', '0.169.0-linux-x64'))
  const native = await at.file('x/@openai/codex-linux-x64/vendor/x86_64-unknown-linux-musl/bin/codex', '\x7fELF')
  expect(await installedVersion(native)).toEqual({ version: '0.169.0' })

  const own = await at.file('share/claude/versions/2.1.197', '\x7fELF')
  await symlink(own, join(at.path, 'bin', 'claude'))
  expect(await installedVersion(join(at.path, 'bin', 'claude'))).toEqual({ version: '2.1.197' })
  const brewed = await at.file('Cellar/codex/0.158.0/bin/codex', '\x7fELF')
  expect(await installedVersion(brewed)).toEqual({ version: '0.158.0' })

  const shim =
    '#!/bin/sh\nbasedir=$(dirname "$0")\nexec node  "$basedir/../lib/node_modules/@openai/codex/bin/codex.js" "$@"\n'
  expect(await installedVersion(await at.file('shims/codex', shim))).toEqual({ version: '0.146.1' })
})

test('where nothing around it tells, only a program of the machine’s own kind may be asked', async () => {
  await using at = await folder()
  await at.file('package.json', packageOf('my-tools', '9.9.9'))
  expect(await installedVersion(await at.file('bin/claude', '#!/bin/sh\n'))).toEqual({ version: null, native: false })
  expect(await installedVersion(await at.file('bin/codex', '\x7fELF'))).toEqual({ version: null, native: true })
  expect(await installedVersion(join(at.path, 'nowhere'))).toEqual({ version: null, native: false })
  const ring = '#!/bin/sh\nexec node "$basedir/../../@openai/codex/gone.js"\n'
  expect(await installedVersion(await at.file('bin/shim', ring))).toEqual({ version: null, native: false })
})

test('a script is never started to learn its version', async () => {
  await using at = await folder()
  const script = await at.file('claude', `#!/bin/sh\necho started >> ${join(at.path, 'starts')}\necho 2.0.1\n`)
  const versions = new ProgramVersions({ PATH: process.env.PATH })
  const settings = { ...shippedProviders.anthropic, args: [], binary: script }
  expect(await versions.dialectOf(settings, script)).toEqual({ version: null, refused: [] })
  await expect(readFile(join(at.path, 'starts'))).rejects.toThrow()
})

test('a version is found once per program file as it is on the disk', async () => {
  await using at = await folder()
  const manifest = await at.file('claude-code/package.json', packageOf('@anthropic-ai/claude-code', '2.0.30'))
  const program = await at.file('claude-code/cli.js', '#!/usr/bin/env node\n')
  const settings = { ...shippedProviders.anthropic, args: [], binary: program }
  const versions = new ProgramVersions({})
  expect((await versions.dialectOf(settings, program)).version).toBe('2.0.30')
  await writeFile(manifest, packageOf('@anthropic-ai/claude-code', '2.1.0'))
  expect((await versions.dialectOf(settings, program)).version).toBe('2.0.30')
  await utimes(program, new Date(), new Date(Date.now() + 5000))
  expect((await versions.dialectOf(settings, program)).version).toBe('2.1.0')
})

test('what a program refused is kept until it is another file', async () => {
  await using at = await folder()
  const program = await at.file('claude', '#!/bin/sh\n')
  const settings = { ...shippedProviders.anthropic, args: [], binary: program }
  const versions = new ProgramVersions({})
  await versions.dialectOf(settings, program)
  versions.refuses(program, ['--tools'])
  expect((await versions.dialectOf(settings, program)).refused).toEqual(['--tools'])
  await utimes(program, new Date(), new Date(Date.now() + 5000))
  expect((await versions.dialectOf(settings, program)).refused).toEqual([])
})
