import { faultRemedy } from '../ground/fault-advice'
import { faultText } from '../ground/fault-code'

/** Why the owner cannot keep its own files; `nextStep` null: only the log knows more. */
export interface HomeTrouble {
  readonly sentence: string
  readonly nextStep: string | null
}

/** The state file of the home in this folder could not be written. */
export function unwrittenState(error: unknown, folder: string): HomeTrouble {
  return {
    sentence: `The state file could not be written: ${faultText(error)}.`,
    nextStep: faultRemedy(error, folder),
  }
}
