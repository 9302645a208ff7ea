import type { ProviderGate } from '#shared/board'
import { useBoard } from '../../state/board'
import { useNow } from '../../state/now'
import { hashOf } from '../../state/route'
import { cx } from '../../ui/cx'
import { gateLooks } from './gate-look'
import { gateWords, shutProviders } from './gate-words'

/** In a lane's header while no item is pending: the providers that would make one wait. */
export function GateChips() {
  const providers = useBoard((board) => board.providers)
  return shutProviders(providers).map(({ name, gate }) => <GateChip key={name} name={name} gate={gate} />)
}

function GateChip({ name, gate }: { readonly name: string; readonly gate: ProviderGate }) {
  const words = useNow(({ now }) => gateWords(gate, now))
  const { Icon, text } = gateLooks[gate.state]
  return (
    <a
      href={hashOf({ page: 'settings' })}
      title={`${words}. ${gate.sentence ?? ''}`}
      className={cx(
        'wash inline-flex min-w-0 items-center gap-1 rounded-sm px-1.5 py-0.5 text-xs hover:underline',
        text,
      )}
    >
      <Icon aria-hidden size={12} className="shrink-0" />
      <span className="numeric max-w-72 truncate">
        {name}: {words}
      </span>
    </a>
  )
}
