import { ArrowDownToLine, Pause } from 'lucide-react'
import { Button } from '../../ui/button'

interface FollowButtonProps {
  readonly following: boolean
  readonly onFollow: (following: boolean) => void
}

export function FollowButton({ following, onFollow }: FollowButtonProps) {
  return (
    <Button
      look="ghost"
      size="sm"
      icon={following ? <Pause aria-hidden size={12} /> : <ArrowDownToLine aria-hidden size={12} />}
      onClick={() => onFollow(!following)}
    >
      {following ? 'Pause' : 'Follow'}
    </Button>
  )
}
