import { faultText } from '../ground/fault-code'

/** What a line in the log is about. */
export interface About {
  readonly itemId: string
  readonly invocationId: string
}

/** Told of things worth a line in the log that do not change how the item ends. */
export type Noted = (sentence: string, about: About) => void

/** The work is done and must not be done again because something beside it went wrong. */
export async function notingFailure(
  trouble: string,
  about: About,
  noted: Noted,
  step: () => void | Promise<void>,
): Promise<void> {
  try {
    await step()
  } catch (error) {
    noted(`${trouble}: ${faultText(error)}.`, about)
  }
}
