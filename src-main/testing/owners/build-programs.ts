import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { build } from 'vite'

/**
 * Bundles test programs, so that they run as processes of their own. Gives the folder that holds each under its name
 * without its ending, as `.mjs`.
 */
export async function buildPrograms(
  sources: readonly string[],
): Promise<{ readonly folder: string } & AsyncDisposable> {
  const folder = await mkdtemp(join(tmpdir(), 'lanekeeper-programs-'))
  await build({
    root: join(import.meta.dirname, '../../..'),
    configFile: false,
    logLevel: 'error',
    define: { __LANEKEEPER_FAULT_POINTS__: 'false', __LANEKEEPER_VERSION__: '"0.0.0-test"' },
    ssr: { noExternal: true },
    build: {
      ssr: true,
      outDir: folder,
      target: 'node24',
      minify: false,
      rolldownOptions: {
        input: Object.fromEntries(sources.map((source) => [basename(source, '.ts'), source])),
        output: { entryFileNames: '[name].mjs', chunkFileNames: '[name]-[hash].mjs' },
      },
    },
  })
  return { folder, [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }) }
}
