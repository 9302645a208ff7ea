import { Tooltip } from '@base-ui/react/tooltip'
import { Toaster } from 'sonner'
import { DecisionDialog } from './features/decisions/decision-dialog'
import { ForeignPage } from './features/foreign/foreign-page'
import { HistoryPage } from './features/history/history-page'
import { InvocationsPage } from './features/invocations/invocations-page'
import { ComposeDialog } from './features/lanes/compose-dialog'
import { LanesPage } from './features/lanes/lanes-page'
import { PushDialog } from './features/lanes/push-dialog'
import { LogsPage } from './features/logs/logs-page'
import { ItemDialogs } from './features/recovery/item-dialogs'
import { RunsPage } from './features/runs/runs-page'
import { SettingsPage } from './features/settings/settings-page'
import { Palette } from './features/shell/palette'
import { Rail } from './features/shell/rail'
import { AccessEnded, Connecting } from './features/shell/standstill'
import { useToldToasts } from './features/shell/told-toasts'
import { TopBar } from './features/shell/top-bar'
import { StartDialog } from './features/start-run/start-dialog'
import { ReceiptDialog } from './features/supervisor/receipt-dialog'
import { useLinkState } from './link/link'
import { useBoard, useBoardStore } from './state/board'
import { hashOf, type Page, useRoute } from './state/route'
import { useTheme } from './state/theme'
import { PageGuard } from './ui/page-guard'

const pages: Record<Page, () => React.JSX.Element> = {
  lanes: LanesPage,
  runs: RunsPage,
  decisions: RunsPage,
  invocations: InvocationsPage,
  history: HistoryPage,
  logs: LogsPage,
  settings: SettingsPage,
}

const toastLook = {
  toast: 'border-line! bg-raised! text-ink! shadow-float!',
  description: 'text-soft!',
  closeButton: 'border-line! bg-raised! text-soft!',
  actionButton: 'bg-solid! text-on-solid!',
  success: '[&_[data-icon]]:text-completed',
  warning: '[&_[data-icon]]:text-waiting',
  error: '[&_[data-icon]]:text-dead',
}

export function App() {
  const linkState = useLinkState(({ state }) => state)
  const known = useBoardStore(({ board }) => board !== null)
  const theme = useTheme((state) => state.theme)
  if (linkState === 'ended') return <AccessEnded />
  if (!known) return <Connecting />
  return (
    <Tooltip.Provider>
      <Shell />
      <Palette />
      <ComposeDialog />
      <PushDialog />
      <StartDialog />
      <ItemDialogs />
      <DecisionDialog />
      <ReceiptDialog />
      <Toaster theme={theme} position="bottom-left" closeButton offset={16} toastOptions={{ classNames: toastLook }} />
    </Tooltip.Provider>
  )
}

function Shell() {
  const route = useRoute()
  const { page } = route
  const hash = hashOf(route)
  useToldToasts()
  const foreign = useBoard((board) => board.supervisor.state === 'foreign')
  // Of another's home only the log can be read.
  const CurrentPage = foreign && page !== 'logs' ? ForeignPage : pages[page]
  return (
    <div className="flex h-full flex-col">
      <TopBar />
      <div className="relative flex min-h-0 flex-1">
        <Rail />
        <PageGuard of={hash}>
          <CurrentPage />
        </PageGuard>
      </div>
    </div>
  )
}
