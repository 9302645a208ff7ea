import type { RunSource } from '#shared/decision'

/** Whose workflow a run follows, in words. */
export function sourceWords({ kind, name }: RunSource): string {
  return `${kind} ${name}`
}
