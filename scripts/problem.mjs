/** What keeps a script from going on: one sentence for the person in front of it, and what to do next. */
export class Problem extends Error {
  /**
   * @param {string} sentence
   * @param {string} nextStep
   * @param {{ exitCode?: number, cause?: unknown }} [options]
   */
  constructor(sentence, nextStep, options = {}) {
    super(sentence, { cause: options.cause })
    this.name = 'Problem'
    this.nextStep = nextStep
    this.exitCode = options.exitCode ?? 1
  }
}

/**
 * Runs a script's body and turns its end into an exit code: a `Problem` prints its sentence and next step, anything
 * else is a bug and prints its stack.
 *
 * @param {() => Promise<number>} body
 */
export async function runScript(body) {
  try {
    process.exitCode = await body()
  } catch (error) {
    console.error(error instanceof Problem ? `${error.message} ${error.nextStep}` : error)
    process.exitCode = error instanceof Problem ? error.exitCode : 1
  }
}

/** @param {unknown} error */
export function sentenceOf(error) {
  return error instanceof Error ? error.message : String(error)
}
