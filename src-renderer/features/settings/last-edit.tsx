import type { SettingsChange, SettingsView } from '#shared/settings'
import { counted } from '#shared/words'
import { TimeAgo } from '../../ui/time-ago'

/** What the last edit that took effect changed. */
export function LastEdit({ lastEdit }: Pick<SettingsView, 'lastEdit'>) {
  if (lastEdit == null) return null
  const { at, changes, more } = lastEdit
  return (
    <section
      aria-label="Last edit"
      className="flex flex-col gap-1.5 rounded-md border border-line bg-panel px-3 py-2.5"
    >
      <h3 className="flex items-baseline gap-2 font-medium">
        The last edit changed {counted(changes.length + more, 'key')}
        <TimeAgo at={at} className="font-normal text-soft text-xs" />
      </h3>
      <ul className="flex flex-col gap-1">
        {changes.map((change) => (
          <Change key={`${change.where} ${change.path}`} change={change} />
        ))}
      </ul>
      {more > 0 && <p className="text-soft text-xs">and {counted(more, 'other')}; the log names as many as these.</p>}
    </section>
  )
}

function Change({ change: { where, path, before, after, described } }: { readonly change: SettingsChange }) {
  return (
    <li className="flex flex-wrap items-baseline gap-x-2 gap-y-0.5">
      <span className="text-soft text-xs">{where}</span>
      {path !== '' && <code className="break-all font-mono text-xs">{path}</code>}
      <span className="break-all">
        {before === null ? (
          <>added{!described && `: ${after}`}</>
        ) : after === null ? (
          <>removed{!described && `: ${before}`}</>
        ) : (
          <>
            {before} <span aria-hidden>→</span>
            <span className="sr-only">to</span> {after}
          </>
        )}
      </span>
    </li>
  )
}
