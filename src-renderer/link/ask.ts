import { type Failure, failureOf, notConnected } from './failure'
import type { PanelClient } from './line'
import type { PanelLink } from './panel-link'

export type Asked<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly failure: Failure }

/** Makes one call; whatever goes wrong comes back as words for the operator. */
export async function ask<T>(link: PanelLink, call: (client: PanelClient) => Promise<T>): Promise<Asked<T>> {
  const line = link.line
  if (line === null) return { ok: false, failure: notConnected }
  try {
    return { ok: true, value: await call(line.client) }
  } catch (error) {
    return { ok: false, failure: line.isOpen() ? failureOf(error) : notConnected }
  }
}
