import { join } from 'node:path'
import type { SupervisorState } from '#shared/supervisor'
import { resourcesPath } from '../homes/test-home'
import { type OwnerAsk, type OwnerPlan, OwnerTold } from './protocol'
import { TestProcess } from './test-process'

/** An owner of a home that is a process of its own. */
export class OwnerProcess extends TestProcess<OwnerTold> {
  #asked = 0

  constructor(programs: string, plan: Omit<OwnerPlan, 'resourcesPath'>) {
    super(join(programs, 'owner.mjs'), { ...plan, resourcesPath }, OwnerTold)
  }

  static async opened(programs: string, plan: Omit<OwnerPlan, 'resourcesPath'>): Promise<OwnerProcess> {
    const owner = new OwnerProcess(programs, plan)
    await owner.hears(({ kind }) => kind === 'opened')
    return owner
  }

  /** Resolves once it was accepted; rejects when it was refused. */
  async ask(ask: OwnerAsk['ask']): Promise<void> {
    const id = this.#asked++
    this.tell({ id, ask } satisfies OwnerAsk)
    const done = await this.hears((told) => told.kind === 'done' && told.id === id)
    if (done.kind === 'done' && done.trouble !== null) throw new Error(done.trouble)
  }

  async is(state: SupervisorState, working = 0, mark = 0): Promise<void> {
    await this.hears(
      (told) => told.kind === 'board' && told.supervisor.state === state && told.working >= working,
      mark,
    )
  }
}
