import { X } from 'lucide-react'
import type { Invocation } from '#shared/invocation'
import type { ItemRow } from '#shared/item'
import { count, size } from '#shared/words'
import { IconButton } from '../../ui/button'
import { CopyButton } from '../../ui/copy-button'
import { MiddleCut } from '../../ui/middle-cut'
import { PermissionBadge } from '../../ui/permission-badge'
import { plainName } from '../../ui/plain-name'
import { StatusMark } from '../../ui/status-mark'
import { TimeAgo } from '../../ui/time-ago'
import { sumWords } from '../invocations/usage-words'
import { ItemButtons } from '../recovery/item-buttons'

interface InspectorHeaderProps {
  readonly id: string
  readonly row: ItemRow | null
  readonly invocations: readonly Invocation[]
  readonly onClose: () => void
}

export function InspectorHeader({ id, row, invocations, onClose }: InspectorHeaderProps) {
  const permissions = row?.permissions ?? invocations.at(-1)?.permissions ?? null
  const used = sumWords(invocations)
  return (
    <header className="flex shrink-0 flex-col gap-1 border-line border-b px-3 pt-2.5 pb-2.5">
      <div className="flex h-7 items-center gap-2">
        {row !== null && <StatusMark tone={row.column} washed />}
        {row?.waiting === true && <StatusMark tone="waiting" washed />}
        {row !== null && <TimeAgo at={row.changedAt} className="text-faint text-xs" />}
        {row !== null && row.attempt > 1 && <span className="text-failed text-xs">attempt {row.attempt}</span>}
        {row !== null && row.interrupted > 0 && (
          <span className="text-waiting text-xs">interrupted {count(row.interrupted)}×</span>
        )}
        {permissions !== null && <PermissionBadge permissions={permissions} />}
        <span className="ml-auto">
          <IconButton name="Close" icon={<X aria-hidden size={16} />} onClick={onClose} aria-keyshortcuts="Escape" />
        </span>
      </div>
      <h2 className="min-w-0 truncate font-semibold text-md" title={row?.summary?.text || row?.file || id}>
        {row === null ? id : row.summary?.text || plainName(row)}
      </h2>
      <div className="flex min-w-0 items-center gap-1 font-mono text-soft text-xs">
        <MiddleCut text={row?.file ?? id} tail={24} />
        <CopyButton name="Copy file name" text={row?.file ?? id} />
        {row !== null && <span className="ml-auto shrink-0 font-sans text-faint">{size(row.bytes)}</span>}
      </div>
      {row?.column === 'failed' && row.notBefore !== null && (
        <p className="text-failed text-xs">
          Tried again <TimeAgo at={row.notBefore} ahead />
        </p>
      )}
      {row !== null && row.file !== id && (
        <div className="flex min-w-0 items-center gap-1 font-mono text-faint text-xs">
          <span className="font-sans">id</span>
          <MiddleCut text={id} tail={24} />
          <CopyButton name="Copy item id" text={id} />
        </div>
      )}
      {used !== null && <p className="numeric text-soft text-xs">{used}</p>}
      {row !== null && <ItemButtons row={row} />}
    </header>
  )
}
