import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { startAnthropicModel } from '../../../e2e/models/anthropic-model'
import { startOpenaiModel } from '../../../e2e/models/openai-model'
import { wishing } from '../../../e2e/models/wish'
import { RealHome, realPrograms } from './real-home'

const skipped = realPrograms === null ? ' (skipped: run `npm run test:providers`)' : ''
const real = describe.skipIf(realPrograms === null)

const png = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='

const reading = (path: string) => ({ call: { name: 'Read', input: { file_path: path } } })

/** The home's folder for files, with a note and an image, and a secret beside that folder. */
async function filesOf(home: RealHome): Promise<{ note: string; image: string; secret: string; beside: string }> {
  const folder = join(home.root, 'home', 'files')
  await mkdir(folder, { recursive: true })
  const paths = ['note.txt', 'image.png', 'beside.txt'].map((name) => join(folder, name))
  const [note = '', image = '', beside = ''] = paths
  const secret = join(home.root, 'user', 'id_rsa')
  await writeFile(note, 'The word is rhubarb.')
  await writeFile(image, Buffer.from(png, 'base64'))
  await writeFile(beside, 'The other word is turnip.')
  await writeFile(secret, 'The secret is parsnip.')
  return { note, image, secret, beside }
}

real(`the files of a message${skipped}`, { timeout: 90_000 }, () => {
  test.each(['ask-nothing-risky', 'workspace-write', 'full'] as const)(
    'can be read by the real claude under %s, and no others where not all is allowed',
    async (permissions) => {
      await using model = await startAnthropicModel()
      await using home = await RealHome.open({ provider: 'anthropic', model, permissions })
      const { note, image, secret, beside } = await filesOf(home)
      await home.core.supervisor.start()
      const seen = () => JSON.stringify(model.requests)
      await home.ask(`[file: ${note}] ${wishing(reading(note))}`)
      expect(seen()).toContain('rhubarb')
      await home.ask(wishing(reading(image)), undefined, { files: [image] })
      expect(seen()).toContain('"type":"image"')
      if (permissions === 'full') return
      for (const path of [secret, beside]) {
        await home.ask(`[file: ${path === secret ? secret : note}] ${wishing(reading(path))}`)
      }
      expect(seen()).not.toMatch(/parsnip|turnip/)
    },
  )

  test.each(['ask-nothing-risky', 'workspace-write', 'full'] as const)(
    'can be read by the real codex under %s, and images reach its model',
    async (permissions) => {
      await using model = await startOpenaiModel()
      await using home = await RealHome.open({ provider: 'openai', model, permissions })
      const { note, image } = await filesOf(home)
      await home.core.supervisor.start()
      await home.ask(`[file: ${note}] ${wishing({ command: `cat ${note}` })}`, 'c-1')
      expect(JSON.stringify(model.requests)).toContain('rhubarb')
      expect(JSON.stringify(model.requests)).not.toContain('input_image')
      await home.ask(`[file: ${image}]`, 'c-1')
      expect(JSON.stringify(model.requests.at(-1))).toContain('data:image/png;base64,')
    },
  )
})
