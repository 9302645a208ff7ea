import type { Invocation } from '#shared/invocation'
import type { Tone } from '../../ui/status-look'

interface InvocationLook {
  readonly word: string
  readonly tone: Tone
}

export const invocationLooks: Record<Invocation['status'], InvocationLook> = {
  running: { word: 'Running', tone: 'active' },
  succeeded: { word: 'Succeeded', tone: 'completed' },
  failed: { word: 'Failed', tone: 'failed' },
  cancelled: { word: 'Cancelled', tone: 'trash' },
  lost: { word: 'Lost', tone: 'dead' },
}
