import { type Dial, type Line, SilentHost } from './line'
import { redialDelayMs } from './redial-delay'

/**
 * `connecting` until the first line opens, `open` while there is one, `lost` while a new one is dialled, `ended`
 * when the host does not want this panel any more or has refused it for long.
 */
export type LinkState = 'connecting' | 'open' | 'lost' | 'ended'

export interface LinkParts {
  readonly dial: Dial
  readonly pause: (delayMs: number, signal: AbortSignal) => Promise<void>
  readonly told: (state: LinkState) => void
}

/**
 * A handshake that the host refuses looks the same to a page as a host that is gone, so only repetition tells. A
 * page that never had a line was served by a living host a moment ago; one that had may be seeing a host restart.
 */
const refusalsBeforeEnded = { neverOpened: 3, opened: 8 }

/** Keeps one line to the core open for as long as `run` runs. */
export class PanelLink {
  readonly pause: LinkParts['pause']
  readonly #parts: LinkParts
  #line: Line | null = null
  #next = Promise.withResolvers<Line>()

  constructor(parts: LinkParts) {
    this.#parts = parts
    this.pause = parts.pause
  }

  get line(): Line | null {
    return this.#line?.isOpen() === true ? this.#line : null
  }

  /** The open line, as soon as there is one; null once the signal has aborted. */
  async opened(signal: AbortSignal): Promise<Line | null> {
    if (signal.aborted) return null
    if (this.line !== null) return this.line
    const left = Promise.withResolvers<null>()
    const leave = () => left.resolve(null)
    signal.addEventListener('abort', leave, { once: true })
    try {
      return await Promise.race([this.#next.promise, left.promise])
    } finally {
      signal.removeEventListener('abort', leave)
    }
  }

  async run(signal: AbortSignal): Promise<void> {
    let opened = false
    let refusals = 0
    let attempt = 0
    this.#parts.told('connecting')
    while (!signal.aborted) {
      const line = await this.#dialled()
      attempt += 1
      if (line === 'refused') {
        refusals += 1
        const limit = opened ? refusalsBeforeEnded.opened : refusalsBeforeEnded.neverOpened
        if (refusals >= limit) this.#parts.told('ended')
      } else if (line !== 'silent') {
        opened = true
        refusals = 0
        attempt = 0
        if ((await this.#hold(line, signal)) === 'access_ended') {
          this.#parts.told('ended')
          return
        }
        if (!signal.aborted) this.#parts.told('lost')
      }
      await this.pause(redialDelayMs(Math.max(1, attempt), Math.random()), signal)
    }
  }

  async #dialled(): Promise<Line | 'refused' | 'silent'> {
    try {
      return await this.#parts.dial()
    } catch (error) {
      return error instanceof SilentHost ? 'silent' : 'refused'
    }
  }

  async #hold(line: Line, signal: AbortSignal) {
    const hangUp = () => line.hangUp()
    signal.addEventListener('abort', hangUp, { once: true })
    if (signal.aborted) hangUp()
    this.#line = line
    const waiting = this.#next
    this.#parts.told('open')
    this.#next = Promise.withResolvers()
    waiting.resolve(line)
    const ending = await line.closed
    signal.removeEventListener('abort', hangUp)
    this.#line = null
    return ending
  }
}
