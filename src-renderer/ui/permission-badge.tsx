import type { Permissions } from '#shared/invocation'
import { cx } from './cx'
import { permissionLooks } from './permission-look'

interface PermissionBadgeProps {
  readonly permissions: Permissions
  /** For cards. */
  readonly small?: boolean
  /** The word goes where there is no room for it; that of a warning never does. */
  readonly folds?: boolean
}

/** What an agent may do without being asked. */
export function PermissionBadge({ permissions, small = false, folds = false }: PermissionBadgeProps) {
  const { Icon, text, meaning } = permissionLooks[permissions]
  const warns = permissions === 'full'
  return (
    <span
      data-permissions={permissions}
      title={`Permissions: ${permissions}. ${meaning}`}
      className={cx(
        'inline-flex shrink-0 items-center gap-1 rounded-sm font-medium whitespace-nowrap',
        small ? 'px-1 text-2xs' : 'px-1.5 py-0.5 text-xs',
        warns ? 'wash' : 'bg-sunken',
        text,
      )}
    >
      <Icon aria-hidden size={small ? 11 : 12} className="shrink-0" />
      <span className="sr-only">Permissions: </span>
      <span className={cx(folds && !warns && '@max-[14rem]:sr-only')}>{permissions}</span>
    </span>
  )
}
