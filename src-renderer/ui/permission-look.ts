import { Eye, type LucideIcon, Pencil, ShieldOff } from 'lucide-react'
import type { Permissions } from '#shared/invocation'

interface PermissionLook {
  readonly Icon: LucideIcon
  readonly text: string
  /** What the agent may do, for whoever does not know the word. */
  readonly meaning: string
}

/** Each level in the word that `orchestrator.yaml` has for it. */
export const permissionLooks: Record<Permissions, PermissionLook> = {
  'ask-nothing-risky': { Icon: Eye, text: 'text-soft', meaning: 'May look at files, and change nothing.' },
  'workspace-write': { Icon: Pencil, text: 'text-soft', meaning: 'May change files inside its workspace.' },
  full: { Icon: ShieldOff, text: 'text-failed', meaning: 'May do everything that you may do, without being asked.' },
}
