import { useState } from 'react'
import type { SettingsView } from '#shared/settings'
import { useAsked } from '../../state/use-asked'
import { FailureNote } from '../../ui/failure-note'
import { TextBlock } from '../../ui/text-block'
import { HiddenText } from './hidden-text'

interface SettingsFilesProps extends Pick<SettingsView, 'files'> {
  /** Changes when the files may have. */
  readonly read: string
}

/** The orchestrators' files and the runbooks, each read once it is opened. */
export function SettingsFiles({ files = [], read }: SettingsFilesProps) {
  if (files.length === 0) return null
  return (
    <section aria-label="Files" className="flex flex-col gap-2">
      <h2 className="font-semibold text-md">Orchestrators’ files and runbooks</h2>
      <ul className="flex flex-col gap-1">
        {files.map((name) => (
          <li key={name}>
            <SettingsFile name={name} read={read} />
          </li>
        ))}
      </ul>
    </section>
  )
}

function SettingsFile({ name, read }: { readonly name: string; readonly read: string }) {
  const [open, setOpen] = useState(false)
  return (
    <details
      onToggle={(event) => setOpen(event.currentTarget.open)}
      className="min-w-0 rounded-md border border-line bg-panel"
    >
      <summary className="min-h-6 cursor-pointer break-all rounded-md px-2.5 py-1 font-mono text-xs select-none hover:text-ink">
        {name}
      </summary>
      {open && (
        <div className="px-2.5 pt-1 pb-2.5">
          <FileText name={name} read={read} />
        </div>
      )}
    </details>
  )
}

function FileText({ name, read }: { readonly name: string; readonly read: string }) {
  const { value, failure } = useAsked(`${name} ${read}`, (client) => client.home.settingsText({ name, whole: false }))
  if (failure !== null) return <FailureNote failure={failure} />
  if (value === null) return null
  return (
    <HiddenText of={name} hidden={value.hidden}>
      {(isShown) =>
        isShown ? (
          <WholeText name={name} read={read} />
        ) : (
          <TextBlock name={name} note="read-only here" text={value.text} />
        )
      }
    </HiddenText>
  )
}

function WholeText({ name, read }: { readonly name: string; readonly read: string }) {
  const { value, failure } = useAsked(`${name} ${read}`, (client) => client.home.settingsText({ name, whole: true }))
  if (failure !== null) return <FailureNote failure={failure} />
  return <TextBlock name={name} note="read-only here, with its secrets" text={value?.text ?? ''} />
}
