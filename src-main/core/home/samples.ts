import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import type { Sample } from '#shared/contract'
import { IncomingMessage } from '#shared/message'

const Titled = IncomingMessage.extend({ message: z.string().min(1) })

/** The sample messages that ship with Lanekeeper, by file name. A file that is no message is left out. */
export async function readSamples(resourcesPath: string): Promise<Sample[]> {
  const folder = join(resourcesPath, 'samples')
  const samples: Sample[] = []
  for (const name of (await readdir(folder)).sort()) {
    if (!name.endsWith('.json')) continue
    const text = await readFile(join(folder, name), 'utf8')
    const parsed = Titled.safeParse(JSON.parse(text))
    if (parsed.success) samples.push({ name, title: titleOf(name), text })
  }
  return samples
}

/** `2-ask-for-a-plan.json` → `Ask for a plan`. */
function titleOf(name: string): string {
  const words = name
    .replace(/^\d+-/, '')
    .replace(/\.json$/, '')
    .replaceAll('-', ' ')
  return words.charAt(0).toUpperCase() + words.slice(1)
}
