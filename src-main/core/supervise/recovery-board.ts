import type { RecoveryReport } from '#shared/board'
import { bounds } from '#shared/limits'
import type { Recovered } from '../lane/recovery'

/** What recovery did at the last start of the supervisor, until somebody has seen it. */
export class RecoveryBoard {
  #report: RecoveryReport | null = null

  get report(): RecoveryReport | null {
    return this.#report
  }

  begin(): void {
    this.#report = null
  }

  add(lane: string, recovered: readonly Recovered[], now: number): void {
    if (recovered.length === 0) return
    const rows = recovered.map(({ file, id, done, sentence }) => ({ lane, file, itemId: id, done, sentence }))
    const before = this.#report ?? { at: now, total: 0, rows: [] }
    this.#report = {
      at: now,
      total: before.total + recovered.length,
      rows: [...before.rows, ...rows].slice(0, bounds.boardRecovery),
    }
  }

  dismiss(): void {
    this.#report = null
  }
}
