import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from 'vite'

/** For tests: the command line as it is built, in a checkout of its own with the smallest panel there is. */
export interface BuiltProgram extends AsyncDisposable {
  readonly path: string
}

export async function builtProgram(): Promise<BuiltProgram> {
  const checkout = await mkdtemp(join(tmpdir(), 'lanekeeper-cli-'))
  const root = join(import.meta.dirname, '../../..')
  await build({
    root,
    configFile: false,
    logLevel: 'error',
    define: { __LANEKEEPER_VERSION__: '"0.0.0-test"', __LANEKEEPER_FAULT_POINTS__: 'false' },
    ssr: { noExternal: true },
    build: {
      ssr: true,
      outDir: join(checkout, 'out/main'),
      emptyOutDir: true,
      target: 'node24',
      minify: false,
      rolldownOptions: {
        input: { cli: join(root, 'src-main/hosts/lanekeeper.ts') },
        output: { entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' },
      },
    },
  })
  await writeFile(join(checkout, 'package.json'), '{ "type": "module" }\n')
  await mkdir(join(checkout, 'out/renderer'), { recursive: true })
  await writeFile(join(checkout, 'out/renderer/index.html'), 'the panel')
  await symlink(join(root, 'resources'), join(checkout, 'resources'))
  return {
    path: join(checkout, 'out/main/cli.js'),
    [Symbol.asyncDispose]: () => rm(checkout, { recursive: true, force: true }),
  }
}
