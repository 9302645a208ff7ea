import { type HeldOpen, heldOpen } from './spawn'

/**
 * Waits for the end of this process: what it reads from ends when its other end is gone, whatever ended us. Attempts have
 * been sent a signal by the system then, and get a moment to clean up; after that their groups are killed whole. A word
 * tells it that nothing is to be done.
 */
const script = `
read -r word
[ "$word" = over ] && exit 0
sleep 2
echo 1 > "$1/cgroup.kill"
for round in 1 2 3 4 5; do
  rmdir "$1"/*/ "$1" || [ -d "$1" ] || exit 0
  sleep 1
done
`

/** How long it may take to end once told so, in ms. */
const endMs = 5_000

/** A tiny process that outlives this one by a moment and kills what its attempts left, where groups are killed whole. */
export class DeathWatch implements AsyncDisposable {
  readonly #held: HeldOpen
  #ended = false

  private constructor(held: HeldOpen) {
    this.#held = held
    void held.exited.then(() => {
      this.#ended = true
    })
  }

  static over(folder: string, shell: string): DeathWatch {
    return new DeathWatch(heldOpen(shell, ['-c', script, 'lanekeeper-watch', folder], { PATH: '/usr/bin:/bin' }))
  }

  get ended(): boolean {
    return this.#ended
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#held.end('over\n', endMs)
  }
}
