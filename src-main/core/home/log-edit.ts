import type { Log } from '../record/log'
import type { SettingsEdit } from '../settings/settings-in-force'

/** As many changed keys as a line of the log names; all that were told apart are in its fields. */
const namedKeys = 5

/** Tells the log what an edit of the settings changed and what of it was refused. */
export function logEdit({ changes, more, problems }: SettingsEdit, log: Pick<Log, 'info' | 'warn'>): void {
  if (changes.length > 0) {
    const named = changes
      .slice(0, namedKeys)
      .map(
        ({ where, path, before, after }) =>
          `${where}${path && ` ${path}`} (${before ?? 'not set'} → ${after ?? 'not set'})`,
      )
    const others = changes.length - named.length + more
    const rest = others === 0 ? '' : ` and ${others} more`
    log.info('settings', `An edit took effect: ${named.join(', ')}${rest}`, { changes, more })
  }
  if (problems.length > 0) log.warn('settings', 'An edit was refused', { problems })
}
