import { spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from 'vite'
import { findNode } from '../scripts/find-node.mjs'
import { projectRoot } from '../scripts/project-root.mjs'

// The benchmarks run as the hosts do: bundled, on the pinned Node, with the thread pool set before it starts.
const bundle = await mkdtemp(join(tmpdir(), 'lanekeeper-bench-'))
try {
  await build({
    root: projectRoot,
    configFile: false,
    logLevel: 'warn',
    define: { __LANEKEEPER_VERSION__: '"bench"', __LANEKEEPER_FAULT_POINTS__: 'false' },
    ssr: { noExternal: true },
    build: {
      ssr: join(projectRoot, 'bench/main.ts'),
      outDir: bundle,
      emptyOutDir: true,
      target: 'node24',
      minify: false,
      rolldownOptions: { output: { entryFileNames: 'main.mjs', chunkFileNames: '[name].mjs' } },
    },
  })
  const child = spawn(await findNode(projectRoot), [join(bundle, 'main.mjs'), ...process.argv.slice(2)], {
    cwd: projectRoot,
    stdio: 'inherit',
  })
  process.exitCode = await new Promise((resolve) => {
    child.once('close', (code) => resolve(code ?? 1))
  })
} finally {
  await rm(bundle, { recursive: true, force: true })
}
