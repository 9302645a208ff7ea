import type { ProviderGate } from '#shared/board'
import { useNow } from '../../state/now'
import { cx } from '../../ui/cx'
import { gateLooks } from './gate-look'
import { gateWords } from './gate-words'

/** The state of a gate as icon, words and colour; counts down. */
export function GateState({ gate }: { readonly gate: ProviderGate }) {
  const words = useNow(({ now }) => gateWords(gate, now))
  const { Icon, text } = gateLooks[gate.state]
  return (
    <span
      data-gate={gate.state}
      className={cx('wash numeric inline-flex items-center gap-1.5 rounded-sm px-1.5 py-0.5 font-medium text-xs', text)}
    >
      <Icon aria-hidden size={13} className="shrink-0" />
      {words}
    </span>
  )
}
