import { mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { build } from 'vite'
import { scratchFolder } from './scratch-folder'

/** The crash tests' own programs, bundled with the fault points that no other build has. */
export interface Programs extends AsyncDisposable {
  readonly lane: string
  readonly writer: string
}

export async function buildPrograms(): Promise<Programs> {
  const folder = await mkdtemp(join(scratchFolder(), 'lanekeeper-programs-'))
  const root = join(import.meta.dirname, '../../../..')
  await build({
    root,
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
        input: {
          lane: join(import.meta.dirname, 'lane-program.ts'),
          writer: join(import.meta.dirname, 'writer-program.ts'),
        },
        output: { entryFileNames: '[name].mjs', chunkFileNames: '[name]-[hash].mjs' },
      },
    },
  })
  return {
    lane: join(folder, 'lane.mjs'),
    writer: join(folder, 'writer.mjs'),
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  }
}
