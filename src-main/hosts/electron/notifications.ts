import { app, Notification } from 'electron'
import type { Attention } from '#shared/board'
import { AttentionNews } from './attention-news'

export interface NotificationParts {
  /** `hash` says where in the panel to go; absent: where it is. */
  readonly open: (hash?: string) => void
  /** True while the person looks at the panel, which shows the same. */
  readonly watched: () => boolean
}

/** The function it returns is told of every board and notifies of what is new on it. */
export function setupNotifications({ open, watched }: NotificationParts): (attention: readonly Attention[]) => void {
  // Windows shows notifications only of programs that name themselves.
  app.setAppUserModelId('dev.lanekeeper.panel')
  const news = new AttentionNews()
  // A notification that nothing refers to may be collected, and its click lost.
  const shown = new Set<Notification>()
  return (attention) => {
    for (const { sentence, nextStep, decisionId } of news.take(attention, performance.now())) {
      if (watched() || !Notification.isSupported()) continue
      const notification = new Notification({
        title: 'Lanekeeper',
        body: nextStep ? `${sentence} ${nextStep}` : sentence,
      })
      shown.add(notification)
      notification.on('click', () => open(decisionId == null ? undefined : `#/decisions/${decisionId}`))
      notification.on('close', () => shown.delete(notification))
      notification.show()
      for (const oldest of shown) if (shown.size > 20) shown.delete(oldest)
    }
  }
}
