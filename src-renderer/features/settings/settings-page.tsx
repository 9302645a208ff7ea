import { CircleAlert, CircleCheck, RefreshCw } from 'lucide-react'
import { useState } from 'react'
import type { SettingsView } from '#shared/contract'
import { useAsked } from '../../state/use-asked'
import { Button } from '../../ui/button'
import { CopyButton } from '../../ui/copy-button'
import { FailureNote } from '../../ui/failure-note'
import { TextBlock } from '../../ui/text-block'
import { counted } from '../../ui/words'

export function SettingsPage() {
  const [read, setRead] = useState(0)
  const { value: settings, failure } = useAsked(read, (client) => client.home.settings())
  return (
    <main className="min-w-0 flex-1 overflow-y-auto p-4">
      <div className="mx-auto flex max-w-225 flex-col gap-5">
        <header className="flex items-center gap-3">
          <h1 className="font-semibold text-lg">Settings</h1>
          <Button icon={<RefreshCw aria-hidden size={13} />} className="ml-auto" onClick={() => setRead(read + 1)}>
            Read again
          </Button>
        </header>
        {failure !== null && <FailureNote failure={failure} />}
        {settings !== null && <Settings settings={settings} />}
      </div>
    </main>
  )
}

function Settings({ settings }: { readonly settings: SettingsView }) {
  return (
    <>
      <section aria-label="Config file" className="flex flex-col gap-2">
        <h2 className="font-semibold text-md">Config file</h2>
        <p className="flex items-center gap-1">
          <code className="min-w-0 break-all font-mono text-xs">{settings.configPath}</code>
          <CopyButton name="Copy config path" text={settings.configPath} />
        </p>
        <p className="text-soft">Edit it with any editor. It is checked as a whole before it takes effect.</p>
        <Problems problems={settings.problems} />
      </section>
      <Providers providers={settings.providers} />
      <TextBlock name="config.yaml" note="read-only here" text={settings.text} />
    </>
  )
}

function Problems({ problems }: Pick<SettingsView, 'problems'>) {
  if (problems.length === 0) {
    return (
      <p className="flex items-center gap-1.5 text-completed">
        <CircleCheck aria-hidden size={15} /> The settings have no problems.
      </p>
    )
  }
  return (
    <div role="alert" className="wash rounded-md p-2.5 text-dead">
      <h3 className="flex items-center gap-1.5 font-medium">
        <CircleAlert aria-hidden size={15} /> {counted(problems.length, 'problem')}
      </h3>
      <ul className="mt-1 flex flex-col gap-1 text-ink">
        {problems.map((problem) => {
          const place = [problem.file, problem.line, problem.column].filter((part) => part !== null).join(':')
          return (
            <li key={`${place} ${problem.sentence}`} className="break-words">
              <code className="font-mono text-xs break-all">{place}</code>
              <span className="block">{problem.sentence}</span>
            </li>
          )
        })}
      </ul>
    </div>
  )
}

function Providers({ providers }: Pick<SettingsView, 'providers'>) {
  return (
    <section aria-label="Providers" className="flex flex-col gap-2">
      <h2 className="font-semibold text-md">Providers</h2>
      <div className="overflow-x-auto rounded-md border border-line bg-panel">
        <table className="w-full text-left text-sm">
          <thead className="text-faint text-xs">
            <tr className="border-line border-b">
              {['Name', 'Kind', 'Program', 'Found at', 'Used by agents'].map((head) => (
                <th key={head} scope="col" className="px-3 py-1.5 font-medium">
                  {head}
                </th>
              ))}
            </tr>
          </thead>
          <tbody className="divide-y divide-line">
            {providers.map((provider) => (
              <tr key={provider.name}>
                <th scope="row" className="px-3 py-1.5 font-medium">
                  {provider.name}
                </th>
                <td className="px-3 py-1.5 text-soft">{provider.kind}</td>
                <td className="px-3 py-1.5 font-mono text-xs">{provider.program}</td>
                <td className="px-3 py-1.5">
                  {provider.path === null ? (
                    <span className="flex items-center gap-1.5 text-waiting">
                      <CircleAlert aria-hidden size={14} /> not found
                    </span>
                  ) : (
                    <code className="font-mono text-xs break-all">{provider.path}</code>
                  )}
                </td>
                <td className="px-3 py-1.5 text-soft">{provider.usedBy.join(', ') || 'none'}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  )
}
