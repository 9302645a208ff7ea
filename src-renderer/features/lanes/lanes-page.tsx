import { useEffect } from 'react'
import { useBoard } from '../../state/board'
import { useRoute } from '../../state/route'
import { cx } from '../../ui/cx'
import { Inspector } from '../inspector/inspector'
import { RecoveryStrip } from '../recovery/recovery-strip'
import { ActivityFeed } from './activity-feed'
import { LaneSection } from './lane-section'
import { carriesFiles } from './offered-files'
import { RefusedDialog } from './refused-dialog'

export function LanesPage() {
  const lanes = useBoard((board) => board.lanes)
  const route = useRoute()
  const chosen = route.page === 'lanes' ? route.chosen : null
  useMissedDrops()
  return (
    <>
      <main className="relative flex min-w-0 flex-1 flex-col gap-3 p-3">
        <h1 className="sr-only">Lanes</h1>
        <RecoveryStrip />
        <div className={cx('flex min-h-0 flex-1 flex-col gap-4', lanes.length > 1 && 'overflow-y-auto')}>
          {lanes.map((lane) => (
            <LaneSection key={lane.name} lane={lane} alone={lanes.length === 1} inspected={chosen !== null} />
          ))}
        </div>
        <ActivityFeed />
      </main>
      {chosen !== null && <Inspector lane={chosen.lane} id={chosen.id} />}
      <RefusedDialog />
    </>
  )
}

/** A file dropped beside a lane would otherwise replace the panel by the file. */
function useMissedDrops() {
  useEffect(() => {
    const stay = (event: DragEvent) => {
      if (event.defaultPrevented || !carriesFiles(event.dataTransfer)) return
      event.preventDefault()
      if (event.dataTransfer !== null) event.dataTransfer.dropEffect = 'none'
    }
    window.addEventListener('dragover', stay)
    window.addEventListener('drop', stay)
    return () => {
      window.removeEventListener('dragover', stay)
      window.removeEventListener('drop', stay)
    }
  }, [])
}
