import { Dialog } from '@base-ui/react/dialog'
import { Command } from 'cmdk'
import { Gavel, PenLine, Play, RefreshCw, Send, Square, SunMoon, Workflow } from 'lucide-react'
import { type ReactNode, useEffect } from 'react'
import { type SupervisorAction, supervisorOffers } from '#shared/supervisor'
import { useBoard } from '../../state/board'
import { goTo } from '../../state/route'
import { chooseTheme, nextTheme, useTheme } from '../../state/theme'
import { openDecision } from '../decisions/decision-state'
import { commandsFirst } from '../history/commands-first'
import { PaletteHistory } from '../history/palette-history'
import { openCompose } from '../lanes/compose-state'
import { openPush } from '../lanes/push-state'
import { openStart } from '../start-run/start-state'
import { useItemCommands } from './item-commands'
import { usePalette } from './palette-state'
import { press } from './press'
import { entries } from './rail'

const close = () => usePalette.setState({ open: false })

export function Palette() {
  const open = usePalette((state) => state.open)
  useEffect(() => {
    const toggle = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== 'k' || !(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey) return
      event.preventDefault()
      usePalette.setState((state) => ({ open: !state.open }))
    }
    window.addEventListener('keydown', toggle)
    return () => window.removeEventListener('keydown', toggle)
  }, [])
  return (
    <Dialog.Root open={open} onOpenChange={(next) => usePalette.setState({ open: next })}>
      <Dialog.Portal>
        <Dialog.Backdrop className="fixed inset-0 z-40 bg-shade" />
        <Dialog.Popup className="fixed top-[14vh] left-1/2 z-40 w-[calc(100vw-32px)] max-w-130 -translate-x-1/2 overflow-hidden rounded-lg border border-line bg-raised shadow-float outline-none">
          <Dialog.Title className="sr-only">Commands</Dialog.Title>
          <Command label="Commands" loop filter={commandsFirst}>
            <Command.Input
              placeholder="Type a command…"
              className="h-11 w-full border-line border-b bg-transparent px-4 text-md outline-none placeholder:text-faint"
            />
            <Command.List className="max-h-80 overflow-y-auto p-1.5">
              <Command.Empty className="px-3 py-6 text-center text-soft">No command has these letters.</Command.Empty>
              <PaletteEntries />
              <PaletteHistory onLeave={close} />
            </Command.List>
          </Command>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  )
}

function PaletteEntries() {
  const offers = supervisorOffers(useBoard((board) => board.supervisor.state))
  const lanes = useBoard((board) => board.lanes)
  const lane = lanes.find(({ queue }) => queue === undefined)?.name ?? null
  const decisions = useBoard((board) => board.decisions) ?? []
  const theme = useTheme((state) => state.theme)
  const itemCommands = useItemCommands()
  const supervisor = (action: SupervisorAction, word: string, icon: ReactNode) => {
    const offer = offers[action]
    return (
      <Entry
        icon={icon}
        word={word}
        note={offer.possible ? null : offer.why}
        disabled={!offer.possible}
        run={() => void press(action)}
      />
    )
  }
  return (
    <>
      {itemCommands.map(({ key, ...command }) => (
        <Entry key={key} {...command} />
      ))}
      {supervisor('start', 'Start the supervisor', <Play size={15} />)}
      {supervisor('stop', 'Stop the supervisor', <Square size={15} />)}
      {supervisor('restart', 'Restart the supervisor', <RefreshCw size={15} />)}
      {lane !== null && <Entry icon={<PenLine size={15} />} word="New message" run={() => openCompose(lane)} />}
      {decisions.slice(0, 5).map(({ id, question }) => (
        <Entry key={id} id={id} icon={<Gavel size={15} />} word="Decide" note={question} run={() => openDecision(id)} />
      ))}
      <Entry icon={<Workflow size={15} />} word="Start a workflow" run={() => openStart()} />
      {lanes.map(
        ({ name, queue }) =>
          queue != null && (
            <Entry key={name} icon={<Send size={15} />} word={`Push item to ${name}`} run={() => openPush(name)} />
          ),
      )}
      {entries.map(({ page, word, Icon, to }) => (
        <Entry key={page} icon={<Icon size={15} />} word={`Go to ${word}`} run={() => goTo(to)} />
      ))}
      <Entry
        icon={<SunMoon size={15} />}
        word="Toggle theme"
        note={`now ${theme}`}
        run={() => chooseTheme(nextTheme(theme))}
      />
    </>
  )
}

interface EntryProps {
  readonly icon: ReactNode
  readonly word: string
  readonly note?: string | null
  readonly disabled?: boolean
  /** Tells entries of the same words apart. */
  readonly id?: string
  readonly run: () => void
}

function Entry({ icon, word, note, disabled = false, id, run }: EntryProps) {
  return (
    <Command.Item
      {...(id === undefined ? {} : { value: `${word} ${note ?? ''} ${id}` })}
      disabled={disabled}
      onSelect={() => {
        close()
        run()
      }}
      className="flex h-9 items-center gap-3 rounded-md px-2.5 data-[disabled=true]:text-faint data-[selected=true]:bg-hover"
    >
      <span aria-hidden className="text-faint">
        {icon}
      </span>
      <span className="shrink-0">{word}</span>
      {note != null && <span className="ml-auto truncate text-faint text-xs">{note}</span>}
    </Command.Item>
  )
}
