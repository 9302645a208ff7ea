import { ORPCError, ValidationError } from '@orpc/server'
import { Refused } from '../core/ground/refused'

/** Told about every failure that is nobody's fault but ours. `path` names the call, as in `['lanes', 'drop']`. */
export type OnBug = (error: unknown, path: readonly string[]) => void

/**
 * What the client is told of a failure: a refusal with its sentence, what was wrong with its input, and of anything
 * else only that it happened; the cause goes to `onBug` and never over the link.
 */
export function clientError(error: unknown, path: readonly string[], onBug: OnBug): ORPCError<string, unknown> {
  if (error instanceof Refused) {
    return new ORPCError('REFUSED', { message: error.message, data: error.refusal, cause: error })
  }
  if (error instanceof ORPCError && error.code === 'BAD_REQUEST') return error
  onBug(cause(error, path), path)
  return new ORPCError('INTERNAL_SERVER_ERROR', {
    message: 'Lanekeeper could not answer because of a fault of its own. Its log holds the cause.',
  })
}

/** Output that breaks the contract is reported by where it breaks it: the whole value may be megabytes. */
function cause(error: unknown, path: readonly string[]): unknown {
  const invalid = error instanceof ORPCError ? error.cause : undefined
  if (!(invalid instanceof ValidationError)) return error
  const issues = invalid.issues
    .slice(0, 5)
    .map((issue) => `${issue.path?.map(segment).join('.') ?? ''}: ${issue.message}`)
  return new Error(`The answer of ${path.join('.')} does not fit the contract: ${issues.join('; ')}`)
}

function segment(part: PropertyKey | { readonly key: PropertyKey }): string {
  return String(typeof part === 'object' ? part.key : part)
}
