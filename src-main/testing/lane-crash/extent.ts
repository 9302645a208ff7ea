import { faultText } from '../../core/ground/fault-code'

/** True in `npm run test:crash`, which runs everything; `npm test` runs a part that takes seconds. */
export const isFull = process.env.LANEKEEPER_CRASH === 'full'

/**
 * Runs `each` over all cases, two at a time, and collects what they complain of under the case's name; told at once, too,
 * for a full run takes long.
 */
export async function complaintsOf<Case>(
  cases: readonly Case[],
  nameOf: (one: Case) => string,
  each: (one: Case) => Promise<readonly string[]>,
): Promise<string[]> {
  const waiting = cases.values()
  const complaints: string[] = []
  const work = async (): Promise<void> => {
    for (const one of waiting) {
      const found = await each(one).catch((error) => [`it could not be carried out: ${faultText(error)}`])
      for (const complaint of found) {
        complaints.push(`${nameOf(one)}: ${complaint}`)
        process.stderr.write(`${complaints.at(-1)}\n`)
      }
    }
  }
  await Promise.all([work(), work()])
  return complaints
}
