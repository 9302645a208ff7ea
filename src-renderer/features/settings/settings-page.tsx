import { CircleAlert, CircleCheck, RefreshCw } from 'lucide-react'
import { useState } from 'react'
import type { SettingsView } from '#shared/contract'
import { useBoard } from '../../state/board'
import { useAsked } from '../../state/use-asked'
import { useLatestActivity } from '../../state/use-latest-activity'
import { Button } from '../../ui/button'
import { CopyButton } from '../../ui/copy-button'
import { FailureNote } from '../../ui/failure-note'
import { TextBlock } from '../../ui/text-block'
import { counted } from '../../ui/words'
import { AgentsSection } from '../agents/agents-section'
import { ProvidersSection } from '../providers/providers-section'
import { SpendSection } from '../spend/spend-section'

export function SettingsPage() {
  const [read, setRead] = useState(0)
  const programs = useBoard((board) => board.providers.map(({ name, path }) => `${name} ${path}`).join('\n'))
  const latest = useLatestActivity()
  const { value: settings, failure } = useAsked(`${read} ${latest} ${programs}`, (client) => client.home.settings())
  const readAgain = () => setRead((before) => before + 1)
  return (
    <main className="min-w-0 flex-1 overflow-y-auto p-4">
      <div className="mx-auto flex max-w-225 flex-col gap-5">
        <header className="flex items-center gap-3">
          <h1 className="font-semibold text-lg">Settings</h1>
          <Button icon={<RefreshCw aria-hidden size={13} />} className="ml-auto" onClick={readAgain}>
            Read again
          </Button>
        </header>
        {failure !== null && <FailureNote failure={failure} />}
        {settings !== null && <Settings settings={settings} onChanged={readAgain} />}
      </div>
    </main>
  )
}

interface SettingsProps {
  readonly settings: SettingsView
  readonly onChanged: () => void
}

function Settings({ settings, onChanged }: SettingsProps) {
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
      <ProvidersSection providers={settings.providers} onTested={onChanged} />
      <AgentsSection agents={settings.agents} reset={settings.reset} onChanged={onChanged} />
      <SpendSection />
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
