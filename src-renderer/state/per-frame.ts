export interface PerFrame<T> {
  /** Hands the value over at the next frame, unless a later one replaces it before. */
  put(value: T): void
  cancel(): void
}

/** Lets at most one value per animation frame through: the latest. A hidden page gets none until it is seen again. */
export function perFrame<T>(apply: (value: T) => void): PerFrame<T> {
  let waiting: { value: T } | null = null
  let frame = 0
  return {
    put(value) {
      if (waiting === null) {
        frame = requestAnimationFrame(() => {
          const latest = waiting
          waiting = null
          if (latest !== null) apply(latest.value)
        })
      }
      waiting = { value }
    },
    cancel() {
      cancelAnimationFrame(frame)
      waiting = null
    },
  }
}
