/** A place in line: the file's modification time to the nanosecond (in two numbers), then its name. */
export interface Place {
  readonly ms: number
  /** Nanoseconds within the millisecond. */
  readonly ns: number
  readonly file: string
}

/** Oldest first; equal times by name in code unit order, so that every process agrees. */
export function inLine(a: Place, b: Place): number {
  return a.ms - b.ms || a.ns - b.ns || (a.file < b.file ? -1 : a.file > b.file ? 1 : 0)
}
