import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { StartupProblem } from '../core/ground/startup-problem'
import { readPanelFiles } from './panel-files'

async function folder() {
  const path = await mkdtemp(join(tmpdir(), 'lanekeeper-panel-'))
  onTestFinished(() => rm(path, { recursive: true, force: true }))
  return path
}

it('reads the built panel by URL path', async () => {
  const path = await folder()
  await mkdir(join(path, 'assets'))
  await writeFile(join(path, 'index.html'), 'the panel')
  await writeFile(join(path, 'assets', 'index-1a2b.js'), 'its code')
  const files = await readPanelFiles(path)
  expect(files.get('/index.html')).toMatchObject({ contentType: 'text/html; charset=utf-8', hashed: false })
  expect(files.get('/assets/index-1a2b.js')).toMatchObject({
    contentType: 'text/javascript; charset=utf-8',
    hashed: true,
  })
  expect(files.get('/assets/index-1a2b.js')?.body.toString()).toBe('its code')
})

it('leaves out source maps, files of unknown type and links that lead elsewhere', async () => {
  const path = await folder()
  await writeFile(join(path, 'index.html'), 'the panel')
  await writeFile(join(path, 'index.js.map'), '{}')
  await symlink('/etc/hostname', join(path, 'elsewhere.txt'))
  expect([...(await readPanelFiles(path)).keys()]).toEqual(['/index.html'])
})

it('says that the panel is not built', async () => {
  const path = await folder()
  for (const unbuilt of [path, join(path, 'missing')]) {
    await expect(readPanelFiles(unbuilt)).rejects.toThrow(StartupProblem)
    await expect(readPanelFiles(unbuilt)).rejects.toThrow(`The panel is not built: ${unbuilt} has no index.html.`)
  }
})
