import { openCore } from '../../core/home/open-core'
import { closeCore } from '../../hosts/close-core'
import { serveControl } from '../../hosts/control-link'
import { onEndRequest } from '../../hosts/end-request'
import { createRouter } from '../../rpc/router'
import { createSocketLink } from '../../rpc/socket-link'
import { HostPlan, type OwnerTold } from './protocol'

/** A host without a panel that serves the contract at its control socket until it is asked to end. */
const { homePath, resourcesPath } = HostPlan.parse(JSON.parse(process.argv[2] ?? ''))
const ending = new AbortController()
onEndRequest(() => ending.abort())

const core = await openCore({
  homePath,
  host: 'browser',
  version: '0.0.0',
  resourcesPath,
  door: { panelAddress: async () => ({ address: null }), quit: () => ending.abort() },
})
const router = createRouter(core, (error, path) => process.stderr.write(`${path.join('.')}: ${String(error)}\n`))
const served = serveControl(core, createSocketLink(router))
process.send?.({ kind: 'serving' } satisfies OwnerTold)
if (!ending.signal.aborted) await new Promise((resolve) => ending.signal.addEventListener('abort', resolve))
served[Symbol.dispose]()
await closeCore(core)
process.exit(0)
