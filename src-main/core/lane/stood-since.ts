import { reasonEnding } from './lane-files'
import { type Listed, look } from './sliced-scan'

/**
 * A listed file that has ended, with since when it stands where it does: the time of its reason, which moves with it to the
 * trash and back. Its own tells when it was moved last, or any of its names.
 */
export function stoodSince(folder: string, listed: Listed): Listed {
  const reason = look(folder, listed.file + reasonEnding)
  return reason === null ? listed : { ...listed, changedAt: reason.ms + reason.ns / 1e6 }
}
