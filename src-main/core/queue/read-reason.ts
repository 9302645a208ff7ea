import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { faultCode } from '../home/fault-code'
import { type Reason, reasonEnding } from './lane-files'

const ReasonFile = z.object({ at: z.number(), sentence: z.string(), nextStep: z.string().nullable() })

/** The reason that stands beside a dead or rejected file, or null when there is none that can be read. */
export async function readReason(folder: string, file: string): Promise<Reason | null> {
  let text: string
  try {
    text = await readFile(join(folder, file + reasonEnding), 'utf8')
  } catch (error) {
    if (faultCode(error) !== null) return null
    throw error
  }
  try {
    return ReasonFile.parse(JSON.parse(text))
  } catch {
    return null
  }
}
