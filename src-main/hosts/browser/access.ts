import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'

/** Browsers that hold a cookie at the same time; the one let in first has to come again with a new token. */
const sessionsLimit = 64

const secret = () => randomBytes(32).toString('base64url')
const digest = (text: string) => createHash('sha256').update(text).digest()

/**
 * Who may use the panel. One token is valid at a time and admits one browser once; the cookie that the browser gets
 * for it lasts as long as this process. Secrets are compared by digest, in constant time.
 */
export class Access {
  readonly cookieName: string
  #token = secret()
  #sessions: Buffer[] = []

  /** Cookies are kept per host name, not per port: the port in the name keeps two homes apart. */
  constructor(port: number) {
    this.cookieName = `lanekeeper_${port}`
  }

  get token(): string {
    return this.#token
  }

  /** Exchanges the token for a cookie and replaces it, or returns null for any other text. */
  redeem(token: string): string | null {
    if (!timingSafeEqual(digest(token), digest(this.#token))) return null
    this.#token = secret()
    const session = secret()
    this.#sessions = [...this.#sessions, digest(session)].slice(-sessionsLimit)
    return `${this.cookieName}=${session}; HttpOnly; SameSite=Strict; Path=/`
  }

  admits(cookieHeader: string | undefined): boolean {
    const shown = cookieHeader
      ?.split(';')
      .map((pair) => pair.trim())
      .find((pair) => pair.startsWith(`${this.cookieName}=`))
      ?.slice(this.cookieName.length + 1)
    if (!shown) return false
    const shownDigest = digest(shown)
    return this.#sessions.some((session) => timingSafeEqual(session, shownDigest))
  }
}
