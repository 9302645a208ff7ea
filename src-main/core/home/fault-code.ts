/** The system's error code of a failed file or process call (`ENOENT`, `EEXIST`, …), or null for anything else. */
export function faultCode(error: unknown): string | null {
  if (!(error instanceof Error) || !('code' in error)) return null
  return typeof error.code === 'string' ? error.code : null
}

/** An error as one sentence part: its message without the stack. */
export function faultText(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
