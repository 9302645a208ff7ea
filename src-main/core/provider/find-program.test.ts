import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, join, relative } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { findProgram } from './find-program'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lanekeeper-find-'))
  for (const name of ['one', 'two']) await mkdir(join(folder, name))
})
afterEach(() => rm(folder, { recursive: true }))

async function program(path: string, mode = 0o755) {
  await writeFile(join(folder, path), '#!/bin/sh\n')
  await chmod(join(folder, path), mode)
  return join(folder, path)
}

const search = (platform?: NodeJS.Platform) => ({
  environment: {
    PATH: [join(folder, 'one'), '', join(folder, 'two')].join(delimiter),
    HOME: folder,
    PATHEXT: '.EXE;.CMD',
  },
  ...(platform === undefined ? {} : { platform }),
})

test.skipIf(process.platform === 'win32')('the first file on the PATH that may be executed is it', async () => {
  await program('one/tool', 0o644)
  const path = await program('two/tool')
  expect(await findProgram('tool', search())).toEqual({ ok: true, path })
})

test.skipIf(process.platform === 'win32')('a path is taken as it is, or from the user’s home folder', async () => {
  const path = await program('one/tool')
  expect(await findProgram(path, search())).toEqual({ ok: true, path })
  expect(await findProgram('~/one/tool', search())).toEqual({ ok: true, path })
})

test.skipIf(process.platform === 'win32').each(['./one/tool', 'one/tool', '../one/tool'])(
  'a path from nowhere in particular is refused, as it would lead into the agent’s workspace: %s',
  async (name) => {
    await program('one/tool')
    expect(await findProgram(name, search())).toMatchObject({
      ok: false,
      reason: expect.stringContaining('does not say from where'),
      nextStep: expect.stringContaining('~/'),
    })
  },
)

test.skipIf(process.platform === 'win32')('relative entries of the PATH are passed over', async () => {
  await program('one/tool')
  const path = await program('two/tool')
  const relativeTo = relative(process.cwd(), folder)
  const PATH = [join(relativeTo, 'one'), '.', '', '~/one', join(folder, 'two')].join(delimiter)
  expect(await findProgram('tool', { environment: { PATH } })).toEqual({ ok: true, path })
})

test.skipIf(process.platform === 'win32')('a file that may not be executed is named with what to do', async () => {
  const path = await program('one/tool', 0o644)
  const found = await findProgram('tool', search())
  expect(found).toMatchObject({
    ok: false,
    reason: expect.stringContaining(path),
    nextStep: expect.stringContaining('chmod'),
  })
})

test('a folder is no program', async () => {
  await mkdir(join(folder, 'one', 'tool'))
  expect(await findProgram('tool', search())).toMatchObject({ ok: false })
})

test('a program that is nowhere is said to be missing', async () => {
  expect(await findProgram('tool', search())).toMatchObject({
    ok: false,
    reason: 'The program tool was not found on the PATH.',
  })
})

test('on Windows the known endings are tried', async () => {
  const path = await program('two/tool.CMD')
  expect(await findProgram('tool', search('win32'))).toEqual({ ok: true, path })
  expect(await findProgram('tool.CMD', search('win32'))).toEqual({ ok: true, path })
})
