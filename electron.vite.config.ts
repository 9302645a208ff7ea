import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import tailwindcss from '@tailwindcss/vite'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'electron-vite'
import { z } from 'zod'

const from = (path: string) => fileURLToPath(new URL(path, import.meta.url))
const { version } = z.object({ version: z.string() }).parse(JSON.parse(readFileSync(from('package.json'), 'utf8')))

export default defineConfig({
  // Every dependency is bundled: reading hundreds of small modules would be most of a host's start.
  main: {
    define: { __LANEKEEPER_VERSION__: JSON.stringify(version), __LANEKEEPER_FAULT_POINTS__: 'false' },
    build: {
      outDir: from('out/main'),
      target: 'node24',
      externalizeDeps: false,
      sourcemap: true,
      rolldownOptions: {
        input: {
          electron: from('src-main/hosts/electron/main.ts'),
          browser: from('src-main/hosts/browser/main.ts'),
          cli: from('src-main/hosts/lanekeeper.ts'),
        },
        checks: { pluginTimings: false },
        // Two lines of this parser's loader, for modules it is linked with at run time: none are.
        onLog: (level, log, tell) => {
          if (log.code !== 'EVAL' || !/[\\/]node_modules[\\/]web-tree-sitter[\\/]/.test(log.id ?? '')) tell(level, log)
        },
        // Chunks lie beside the entries: a path counted from a module's folder is right wherever the module ends up.
        output: { entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' },
      },
    },
  },
  preload: {
    build: {
      outDir: from('out/preload'),
      target: 'node24',
      externalizeDeps: false,
      // A sandboxed renderer loads one CommonJS file and can require nothing of ours from it.
      rolldownOptions: {
        input: { panel: from('src-main/hosts/electron/preload.ts') },
        output: { format: 'cjs', entryFileNames: '[name].cjs', codeSplitting: false },
      },
    },
  },
  renderer: {
    root: from('src-renderer'),
    plugins: [react(), tailwindcss()],
    build: {
      outDir: from('out/renderer'),
      target: 'es2024',
      minify: true,
      // The panel's policy allows no `data:` sources, so small files stay files.
      assetsInlineLimit: 0,
      // The panel comes from this machine: one file is the fastest.
      chunkSizeWarningLimit: 2000,
      rolldownOptions: { input: from('src-renderer/index.html') },
    },
  },
})
