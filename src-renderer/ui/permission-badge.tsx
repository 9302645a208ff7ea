import type { Permissions } from '#shared/invocation'
import { cx } from './cx'
import { permissionLooks } from './permission-look'

interface PermissionBadgeProps {
  readonly permissions: Permissions
  /** Smaller, for cards; the word goes where there is no room for it. */
  readonly compact?: boolean
}

/** What an agent may do without being asked. */
export function PermissionBadge({ permissions, compact = false }: PermissionBadgeProps) {
  const { Icon, text, meaning } = permissionLooks[permissions]
  return (
    <span
      data-permissions={permissions}
      title={`Permissions: ${permissions}. ${meaning}`}
      className={cx(
        'inline-flex min-w-0 shrink-0 items-center gap-1 rounded-sm font-medium whitespace-nowrap',
        compact ? 'px-1 text-2xs' : 'px-1.5 py-0.5 text-xs',
        permissions === 'full' ? 'wash' : 'bg-sunken',
        text,
      )}
    >
      <Icon aria-hidden size={compact ? 11 : 12} className="shrink-0" />
      <span className="sr-only">Permissions: </span>
      <span className={cx(compact && '@max-[13rem]:sr-only')}>{permissions}</span>
    </span>
  )
}
