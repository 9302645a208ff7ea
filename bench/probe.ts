import { spawn } from 'node:child_process'
import { z } from 'zod'

/** What one probe is asked to do; it works in `folder` alone and may find there what earlier probes left. */
export const ProbeOptions = z.object({
  folder: z.string(),
  count: z.number(),
  inFlight: z.number().default(16),
  durability: z.enum(['full', 'relaxed']).default('full'),
  seconds: z.number().default(0),
})
export type ProbeOptions = z.infer<typeof ProbeOptions>

export const Figures = z.record(z.string(), z.number())
export type Figures = z.infer<typeof Figures>

export type Probe = (options: ProbeOptions) => Promise<Figures>

/** Threads for file operations; the default of four holds back many writes in flight. */
const threads = '16'

/** Runs one probe in a process of its own, told what a host is told, so that no probe inherits another's heap, threads or compiled code. */
export async function runProbe(name: string, options: ProbeOptions): Promise<Figures> {
  const child = spawn(
    process.execPath,
    ['--expose-gc', '--max-semi-space-size=4', process.argv[1] ?? '', 'probe', name, JSON.stringify(options)],
    { stdio: ['ignore', 'pipe', 'inherit'], env: { ...process.env, UV_THREADPOOL_SIZE: threads } },
  )
  let text = ''
  child.stdout.setEncoding('utf8').on('data', (part: string) => {
    text += part
  })
  const code = await new Promise((resolve) => child.once('close', resolve))
  if (code !== 0) throw new Error(`The probe ${name} ended with ${code}.`)
  return Figures.parse(JSON.parse(text))
}

export function collectGarbage(): void {
  if (globalThis.gc === undefined) throw new Error('Start with --expose-gc.')
  globalThis.gc()
  globalThis.gc()
}
