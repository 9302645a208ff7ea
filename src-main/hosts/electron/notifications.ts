import { app, Notification } from 'electron'
import type { Board } from '#shared/board'
import { AttentionNews } from './attention-news'
import { ToldNews } from './told-news'

export interface NotificationParts {
  /** `hash` says where in the panel to go; absent: where it is. */
  readonly open: (hash?: string) => void
  /** True while the person looks at the panel, which shows the same. */
  readonly watched: () => boolean
}

/** The function it returns is told of every board and notifies of what is new on it. */
export function setupNotifications({
  open,
  watched,
}: NotificationParts): (board: Pick<Board, 'attention' | 'told'>) => void {
  // Windows shows notifications only of programs that name themselves.
  app.setAppUserModelId('dev.lanekeeper.panel')
  const news = new AttentionNews()
  const toldNews = new ToldNews()
  // A notification that nothing refers to may be collected, and its click lost.
  const shown = new Set<Notification>()
  const show = (title: string, body: string, hash: string | undefined): void => {
    if (watched() || !Notification.isSupported()) return
    const notification = new Notification({ title, body })
    shown.add(notification)
    notification.on('click', () => open(hash))
    notification.on('close', () => shown.delete(notification))
    notification.show()
    for (const oldest of shown) if (shown.size > 20) shown.delete(oldest)
  }
  return ({ attention, told = [] }) => {
    const now = performance.now()
    for (const { sentence, nextStep, decisionId } of news.take(attention, now)) {
      const body = nextStep ? `${sentence} ${nextStep}` : sentence
      show('Lanekeeper', body, decisionId == null ? undefined : `#/decisions/${decisionId}`)
    }
    for (const { title, text, runId } of toldNews.take(told, now)) {
      show(title, text, runId === null ? undefined : `#/runs/${runId}`)
    }
  }
}
