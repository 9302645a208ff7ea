import { useEffect } from 'react'
import { useRoute } from '../../state/route'
import { Inspector } from '../inspector/inspector'
import { RecoveryStrip } from '../recovery/recovery-strip'
import { ActivityFeed } from './activity-feed'
import { LaneSection } from './lane-section'
import { LaneSwitcher } from './lane-switcher'
import { carriesFiles } from './offered-files'
import { RefusedDialog } from './refused-dialog'
import { useShownLane } from './shown-lane'

export function LanesPage() {
  const lane = useShownLane()
  const route = useRoute()
  const chosen = route.page === 'lanes' ? route.chosen : null
  useMissedDrops()
  return (
    <>
      <main className="relative flex min-w-0 flex-1 flex-col gap-3 overflow-y-auto p-3">
        <h1 className="sr-only">Lanes</h1>
        <RecoveryStrip />
        {lane !== null && <LaneSwitcher shown={lane.name} />}
        {lane !== null && <LaneSection key={lane.name} lane={lane} inspected={chosen !== null} />}
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
