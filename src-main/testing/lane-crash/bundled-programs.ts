import { mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { build } from 'vite'
import { scratchFolder } from './scratch-folder'

export interface BundledPrograms extends AsyncDisposable {
  /** Where `<name>.mjs` of each program is. */
  readonly folder: string
}

/** Bundles programs of crash tests, by name and source, with the fault points that no other build has. */
export async function bundledPrograms(input: Readonly<Record<string, string>>): Promise<BundledPrograms> {
  const folder = await mkdtemp(join(scratchFolder(), 'lanekeeper-programs-'))
  await build({
    root: join(import.meta.dirname, '../../..'),
    configFile: false,
    logLevel: 'error',
    define: { __LANEKEEPER_FAULT_POINTS__: 'true', __LANEKEEPER_VERSION__: '"0.0.0-crash"' },
    ssr: { noExternal: true },
    build: {
      ssr: true,
      outDir: folder,
      emptyOutDir: true,
      target: 'node24',
      minify: false,
      rolldownOptions: {
        input: { ...input },
        output: { entryFileNames: '[name].mjs', chunkFileNames: '[name]-[hash].mjs' },
      },
    },
  })
  return { folder, [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }) }
}
