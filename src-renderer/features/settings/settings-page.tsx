import { RefreshCw } from 'lucide-react'
import { useState } from 'react'
import type { SettingsView } from '#shared/settings'
import { useBoard } from '../../state/board'
import { useAsked } from '../../state/use-asked'
import { useLatestActivity } from '../../state/use-latest-activity'
import { Button } from '../../ui/button'
import { CopyButton } from '../../ui/copy-button'
import { FailureNote } from '../../ui/failure-note'
import { AgentsSection } from '../agents/agents-section'
import { OrchestratorsSection } from '../orchestrators/orchestrators-section'
import { ProvidersSection } from '../providers/providers-section'
import { SpendSection } from '../spend/spend-section'
import { ConfigText } from './config-text'
import { LastEdit } from './last-edit'
import { SettingsFiles } from './settings-files'
import { SettingsProblems } from './settings-problems'
import { SharedWorkspaces } from './shared-workspaces'

export function SettingsPage() {
  const [read, setRead] = useState(0)
  const programs = useBoard((board) => board.providers.map(({ name, path }) => `${name} ${path}`).join('\n'))
  const latest = useLatestActivity()
  const edited = useBoard((board) => board.settingsReadAt ?? 0)
  const state = `${read} ${latest} ${programs} ${edited}`
  const { value: settings, failure } = useAsked(state, (client) => client.home.settings())
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
        {settings !== null && <Settings settings={settings} state={state} onChanged={readAgain} />}
      </div>
    </main>
  )
}

interface SettingsProps {
  readonly settings: SettingsView
  /** Changes when the settings may have. */
  readonly state: string
  readonly onChanged: () => void
}

function Settings({ settings, state, onChanged }: SettingsProps) {
  return (
    <>
      <section aria-label="Config file" className="flex flex-col gap-2">
        <h2 className="font-semibold text-md">Config file</h2>
        <p className="flex items-center gap-1">
          <code className="min-w-0 break-all font-mono text-xs">{settings.configPath}</code>
          <CopyButton name="Copy config path" text={settings.configPath} />
        </p>
        <p className="text-soft">Edit it with any editor. It is checked as a whole before it takes effect.</p>
        <SettingsProblems problems={settings.problems} warnings={settings.warnings} />
        <LastEdit lastEdit={settings.lastEdit} />
      </section>
      <ProvidersSection providers={settings.providers} onTested={onChanged} />
      <AgentsSection agents={settings.agents} reset={settings.reset} onChanged={onChanged} />
      <OrchestratorsSection read={state} />
      <SharedWorkspaces sharedWorkspaces={settings.sharedWorkspaces} />
      <SpendSection />
      <ConfigText settings={settings} />
      <SettingsFiles files={settings.files} read={state} />
    </>
  )
}
