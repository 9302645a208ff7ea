import { join } from 'node:path'
import { z } from 'zod'
import { bounds } from '#shared/limits'
import { faultCode } from '../ground/fault-code'
import { openRegular } from '../ground/open-regular'
import { type Reason, reasonEnding } from './lane-files'

/** Anybody may have put something else in its place. */
const longestReason = 64 * 1024

const ReasonFile = z.object({
  at: z.number(),
  sentence: z.string(),
  nextStep: z.string().nullable(),
  interrupted: z.number().optional(),
})

/** The reason that stands beside a dead or rejected file, or null when there is none that can be read. */
export async function readReason(folder: string, file: string): Promise<Reason | null> {
  let text: string
  try {
    using opened = await openRegular(join(folder, file + reasonEnding))
    if (opened === null || opened.bytes > longestReason) return null
    text = (await opened.read(longestReason)).toString()
  } catch (error) {
    if (faultCode(error) !== null) return null
    throw error
  }
  try {
    const { at, sentence, nextStep, interrupted } = ReasonFile.parse(JSON.parse(text))
    return {
      at,
      sentence: sentence.slice(0, bounds.sentence),
      nextStep: nextStep?.slice(0, bounds.sentence) ?? null,
      interrupted,
    }
  } catch {
    return null
  }
}
