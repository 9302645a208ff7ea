/** The system's error code of a failed file or process call (`ENOENT`, `EEXIST`, …), or null for anything else. */
export function faultCode(error: unknown): string | null {
  if (!(error instanceof Error) || !('code' in error)) return null
  return typeof error.code === 'string' ? error.code : null
}

/** An error as one sentence part: its message without the stack. */
export function faultText(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

/** What failed before letting go of everything failed as well. */
export function firstFailure(error: unknown): unknown {
  return error instanceof SuppressedError ? firstFailure(error.suppressed) : error
}

/** True for what the machine refused (no space, no rights, a database that cannot be written), not for a bug of ours. */
export function isMachineFault(error: unknown): boolean {
  const code = faultCode(error)
  return code !== null && (code === 'ERR_SQLITE_ERROR' || /^E[A-Z0-9]+$/.test(code))
}
