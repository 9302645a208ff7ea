/** An item a worker works on now. */
export interface ActiveItem {
  readonly lane: string
  readonly id: string
  readonly title: string
  readonly since: number
}

/** What a worker is told and tells while it runs. */
export interface WorkerLife {
  /** Aborts when it must begin nothing new. */
  readonly stop: AbortSignal
  /** Aborts after `stop`, when what is active must be ended too. */
  readonly drained: AbortSignal
  /** Aborts last, when what still cannot be ended must be left as it is. */
  readonly leave: AbortSignal
  /** It has begun and works. */
  ready(): void
  /** It is alive. */
  beat(): void
  /**
   * Something keeps it from doing what it is for. It either gets over it and tells so by `ready`, or rejects once it has
   * ended what is still active.
   */
  failing(error: unknown): void
}

/**
 * An endless task of the supervisor. `run` resolves once it was told to stop and has ended everything it started; it
 * rejects when it cannot go on, and is then run again by the rules of `restartPolicy`.
 */
export interface Worker {
  readonly name: string
  run(life: WorkerLife): Promise<void>
  active?(): readonly ActiveItem[]
}
