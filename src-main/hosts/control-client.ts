import { createORPCClient } from '@orpc/client'
import { type MessagePortMainLike, RPCLink } from '@orpc/client/message-port'
import type { ContractRouterClient } from '@orpc/contract'
import { WebSocket } from 'ws'
import type { Contract } from '#shared/contract'
import type { OwnerPeer } from '../core/supervise/end-owner'

export interface ControlClient extends AsyncDisposable {
  readonly calls: ContractRouterClient<Contract>
  /** Resolves when the connection has ended, whoever ended it. */
  readonly closed: Promise<void>
}

/** How long an owner may take to open the connection, in ms. */
const openMs = 5_000

/** Speaks the contract with the owner of a home over its control socket. Rejects when nobody answers there. */
export async function connectControl(control: string): Promise<ControlClient> {
  const socket = new WebSocket(`ws+unix:${control}:/link`, { handshakeTimeout: openMs, perMessageDeflate: false })
  const opened = Promise.withResolvers<void>()
  const closed = Promise.withResolvers<void>()
  socket.once('open', opened.resolve)
  socket.once('error', opened.reject)
  socket.once('close', () => closed.resolve())
  await opened.promise
  // The close that follows an error says all there is to do.
  socket.on('error', () => socket.terminate())
  return {
    calls: createORPCClient(new RPCLink({ port: asPort(socket) })),
    closed: closed.promise,
    async [Symbol.asyncDispose]() {
      socket.terminate()
      await closed.promise
    },
  }
}

/**
 * The browser's WebSocket cannot reach a socket file, and oRPC's link wants a browser's; as a message port it takes the
 * same frames from any socket.
 */
function asPort(socket: WebSocket): MessagePortMainLike {
  return {
    on(event, callback) {
      if (event === 'close') socket.on('close', () => callback())
      if (event !== 'message') return
      socket.on('message', (data, isBinary) => callback({ data: isBinary ? data : String(data) }))
    },
    postMessage: (data) => socket.send(data),
  }
}

/** The owner of a home as other hosts speak with it. */
export const controlPeer: OwnerPeer = {
  async quit(control) {
    await using client = await connectControl(control)
    // Its answer and its end race each other.
    await Promise.race([client.calls.home.quit(), client.closed])
  },
  async panelAddress(control) {
    await using client = await connectControl(control)
    return await client.calls.home.panelAddress()
  },
}
