export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
}

export function median(values: readonly number[]): number {
  return quantile(values, 0.5)
}

/** Monotonic ms that all processes of a machine agree on. */
export function nowMs(): number {
  return Number(process.hrtime.bigint()) / 1e6
}
