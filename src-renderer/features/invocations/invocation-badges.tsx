import { CircleAlert, CirclePlus, Link2, type LucideIcon, Timer } from 'lucide-react'
import type { Invocation } from '#shared/invocation'
import { duration, exactTime } from '#shared/words'
import { useBoard } from '../../state/board'
import { useNow } from '../../state/now'
import { cx } from '../../ui/cx'
import { PermissionBadge } from '../../ui/permission-badge'
import { usedBy, usedWords } from './usage-words'

/** What a run may do, which conversation it goes on with, what it used, and whether it has gone quiet. */
export function InvocationBadges({ invocation }: { readonly invocation: Invocation }) {
  const { permissions, conversation, provider } = invocation
  const kind = useBoard((board) => board.providers.find(({ name }) => name === provider)?.kind)
  const used = usedBy(invocation)
  return (
    <div className="flex min-w-0 flex-wrap items-center gap-x-2.5 gap-y-1 text-xs">
      {permissions != null && <PermissionBadge permissions={permissions} />}
      {kind === 'command' && <span className="text-faint">Permissions not enforced for commands</span>}
      {conversation !== undefined && <Conversation kind={conversation} />}
      {used !== null && <span className="numeric text-soft">{usedWords(used)}</span>}
      <Quiet invocation={invocation} />
    </div>
  )
}

interface ConversationLook {
  readonly word: string
  readonly Icon: LucideIcon
  readonly text: string
  readonly meaning: string
}

const conversations: Record<NonNullable<Invocation['conversation']>, ConversationLook> = {
  fresh: { word: 'fresh', Icon: CirclePlus, text: 'text-soft', meaning: 'It began a conversation.' },
  resumed: { word: 'resumed', Icon: Link2, text: 'text-soft', meaning: 'It went on with an earlier conversation.' },
  replaced: {
    word: 'not resumed',
    Icon: CircleAlert,
    text: 'text-waiting',
    meaning: 'It was to go on with an earlier conversation, but the program began a new one.',
  },
}

function Conversation({ kind }: { readonly kind: NonNullable<Invocation['conversation']> }) {
  const { word, Icon, text, meaning } = conversations[kind]
  return (
    <span title={meaning} className={cx('inline-flex items-center gap-1', text)}>
      <Icon aria-hidden size={12} />
      Session {word}
    </span>
  )
}

/** A run that writes nothing is told of, not punished: it may well be thinking. */
export function Quiet({ invocation: { status, quietSince } }: { readonly invocation: Invocation }) {
  const since = quietSince ?? null
  const words = useNow(({ now }) => (since === null ? '' : quietWords(now - since)))
  if (status !== 'running' || since === null) return null
  return (
    <span
      title={`It has written nothing since ${exactTime(since)}. It goes on.`}
      className="numeric inline-flex items-center gap-1 text-waiting text-xs whitespace-nowrap"
    >
      <Timer aria-hidden size={12} />
      No output for {words}
    </span>
  )
}

function quietWords(ms: number): string {
  const seconds = Math.max(1, Math.floor(ms / 1000))
  return seconds < 60 ? `${seconds} s` : duration(seconds * 1000)
}
