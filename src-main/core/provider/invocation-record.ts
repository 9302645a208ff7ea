import type { Invocation } from '#shared/invocation'
import type { SessionPlan } from './command-plan'
import { markFinished } from './finished-marks'
import { type InvocationFiles, writeRecord } from './invocation-files'
import type { InvocationOptions, InvocationOutcome, InvocationRequest } from './invocation-request'
import type { Conclusion } from './outcome'
import { type Prices, priced } from './priced'
import { providerOf } from './providers/registry'
import { markRunning, unmarkRunning } from './running-marks'
import type { Swept } from './sweep'
import { isFinishedTurn } from './verdict'

/** The one writer of an invocation's record. */
export class InvocationRecord {
  /** Troubles beside the run itself. */
  readonly faults: Error[] = []
  readonly #files: InvocationFiles
  readonly #request: InvocationRequest
  readonly #options: InvocationOptions
  #invocation: Invocation
  #writing: Promise<unknown> = Promise.resolve()
  #written: Invocation | null = null
  #marked = false

  constructor(files: InvocationFiles, request: InvocationRequest, options: InvocationOptions) {
    this.#files = files
    this.#request = request
    this.#options = options
    this.#invocation = firstRecord(files, request, this.#now())
  }

  /** Throws when the record can't be written: nothing may run that nobody could find again. */
  async begin(
    change: Pick<Invocation, 'argv' | 'model' | 'stdin' | 'environment' | 'programVersion' | 'controlGroup'>,
  ): Promise<void> {
    this.#invocation = { ...this.#invocation, ...change }
    await markRunning(this.#request.invocationsPath, this.#request.id)
    this.#marked = true
    await writeRecord(this.#files, this.#invocation)
    this.#show(this.#invocation)
  }

  /** Updates are written one after another, in the order they were asked for. */
  async update(change: Partial<Invocation>): Promise<void> {
    this.#invocation = { ...this.#invocation, ...change }
    const invocation = this.#invocation
    this.#writing = this.#writing
      .then(async () => {
        await writeRecord(this.#files, invocation)
        this.#written = invocation
      })
      .catch((cause) => {
        this.faults.push(new Error(`${this.#files.recordPath} could not be written.`, { cause }))
      })
    await this.#writing
    // This one, not a newer one that waits: nobody may be told of what a look at the disk does not yet show.
    this.#show(invocation)
  }

  async end(
    conclusion: Conclusion,
    change: Partial<Invocation> = {},
    { ended, left }: Swept = { ended: [], left: [] },
  ): Promise<InvocationOutcome> {
    const { session, prices = {} } = this.#request
    const sessionReplaced = isReplaced(session, conclusion)
    const { model } = this.#invocation
    await this.update({ ...change, ...endOf(conclusion, { session, model, prices }, this.#now()) })
    await this.#settleMarks(conclusion)
    return { conclusion, invocation: this.#invocation, ended, left, sessionReplaced, faults: this.faults }
  }

  /** A record that could not be written still says `running` on the disk, so its mark stays. */
  async #settleMarks(conclusion: Conclusion): Promise<void> {
    if (!this.#marked || this.#written !== this.#invocation) return
    try {
      const { work = null, invocationsPath, id } = this.#request
      if (work !== null && isFinishedTurn(conclusion)) await markFinished(invocationsPath, this.#request, id)
      await unmarkRunning(this.#request.invocationsPath, this.#request.id)
    } catch (cause) {
      this.faults.push(new Error(`The marks of invocation ${this.#request.id} could not be settled.`, { cause }))
    }
  }

  /** Tells a listener something; what it throws is a fault, and never ends the run. */
  tell(listener: () => void): void {
    try {
      listener()
    } catch (cause) {
      this.faults.push(new Error('A listener to an invocation failed.', { cause }))
    }
  }

  #show(invocation: Invocation): void {
    this.tell(() => this.#options.onProgress?.(invocation))
  }

  #now(): number {
    return this.#options.now?.() ?? Date.now()
  }
}

/** What a record says of how its run ended. */
export function endOf(
  conclusion: Conclusion,
  { session, model, prices }: { readonly session: SessionPlan; readonly model: string | null; readonly prices: Prices },
  endedAt: number,
): Partial<Invocation> {
  const failed = conclusion.ok ? null : conclusion
  return {
    status: failed === null ? 'succeeded' : failed.failureClass === 'cancelled' ? 'cancelled' : 'failed',
    endedAt,
    failureClass: failed?.failureClass ?? null,
    reason: failed?.reason ?? null,
    nextStep: failed?.nextStep ?? null,
    ...(conclusion.ok && conclusion.notices.length > 0 ? { notices: [...conclusion.notices] } : {}),
    quietSince: null,
    sessionId: conclusion.sessionId,
    usage: priced(conclusion.usage, model, prices),
    ...(isReplaced(session, conclusion) ? { conversation: 'replaced' as const } : {}),
  }
}

/** A resume was asked for, and the program began another conversation instead. */
export function isReplaced(session: SessionPlan, { sessionId }: Conclusion): boolean {
  return session.kind === 'resume' && sessionId !== null && sessionId !== session.id
}

function firstRecord(files: InvocationFiles, request: InvocationRequest, startedAt: number): Invocation {
  return {
    id: request.id,
    lane: request.lane,
    itemId: request.itemId,
    itemFile: request.itemFile,
    attempt: request.attempt,
    agent: request.agent.name,
    provider: request.provider.name,
    model: request.agent.model,
    argv: [],
    cwd: request.cwd,
    promptPath: files.promptPath,
    contextPath: files.contextPath,
    status: 'running',
    pid: null,
    processStartedAt: null,
    startedAt,
    endedAt: null,
    exitCode: null,
    signal: null,
    timedOut: false,
    failureClass: null,
    reason: null,
    sessionId: request.session.id ?? null,
    usage: null,
    stdoutBytes: 0,
    stderrBytes: 0,
    droppedBytes: 0,
    permissions: providerOf(request.provider.settings.kind).held(request.agent.permissions),
    conversation: request.session.kind === 'resume' ? 'resumed' : 'fresh',
    timeoutMs: request.timeoutMs,
    ...(request.orchestrator === undefined ? {} : { orchestrator: request.orchestrator }),
  }
}
