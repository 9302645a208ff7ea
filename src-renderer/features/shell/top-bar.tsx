import { Search } from 'lucide-react'
import { useBoard } from '../../state/board'
import { Button } from '../../ui/button'
import { MiddleCut } from '../../ui/middle-cut'
import { SupervisorDetails } from '../supervisor/supervisor-details'
import { Attention } from './attention'
import { Conditions } from './conditions'
import { usePalette } from './palette-state'
import { SupervisorButtons } from './supervisor-buttons'
import { SupervisorState } from './supervisor-state'
import { ThemeSwitch } from './theme-switch'

const shortcut = navigator.userAgent.includes('Mac') ? '⌘K' : 'Ctrl K'

export function TopBar() {
  const homePath = useBoard((board) => board.home.path)
  return (
    <header className="shrink-0 border-line border-b bg-panel">
      <div className="flex min-h-12 flex-wrap items-center gap-x-3 gap-y-1 px-3 py-1">
        <div className="flex min-w-20 max-w-64 shrink flex-col max-md:max-w-24 leading-tight">
          <span className="font-semibold text-sm">Lanekeeper</span>
          <MiddleCut text={homePath} className="font-mono text-2xs text-faint" />
        </div>
        <div aria-hidden className="h-6 w-px shrink-0 bg-line max-md:hidden" />
        <SupervisorState />
        <SupervisorDetails />
        <SupervisorButtons />
        <div className="min-w-0 flex-1" />
        <Attention />
        <Button
          look="ghost"
          icon={<Search aria-hidden size={14} />}
          aria-keyshortcuts="Control+K Meta+K"
          onClick={() => usePalette.setState({ open: true })}
        >
          <span className="sr-only">Commands</span>
          <kbd className="hidden rounded-sm border border-line px-1 font-sans text-2xs text-faint lg:inline">
            {shortcut}
          </kbd>
        </Button>
        <ThemeSwitch />
      </div>
      <Conditions />
    </header>
  )
}
