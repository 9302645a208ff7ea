import { join } from 'node:path'
import { bundledPrograms } from './bundled-programs'

/** The programs of the lane's crash tests. */
export interface Programs extends AsyncDisposable {
  readonly lane: string
  readonly writer: string
}

export async function buildPrograms(): Promise<Programs> {
  const programs = await bundledPrograms({
    lane: join(import.meta.dirname, 'lane-program.ts'),
    writer: join(import.meta.dirname, 'writer-program.ts'),
  })
  return {
    lane: join(programs.folder, 'lane.mjs'),
    writer: join(programs.folder, 'writer.mjs'),
    [Symbol.asyncDispose]: () => programs[Symbol.asyncDispose](),
  }
}
