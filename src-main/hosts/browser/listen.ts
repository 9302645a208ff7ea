import type { Server } from 'node:http'
import { faultCode, faultText } from '../../core/ground/fault-code'
import { loopbackServer } from '../../core/ground/loopback-server'
import { StartupProblem } from '../../core/ground/startup-problem'

/** Where the panel is found unless another port is asked for. */
export const usualPort = 4270

export interface Listening {
  readonly server: Server
  readonly port: number
}

/** Takes a port on loopback. `port` null: the usual one, or any free one when that is taken. */
export async function listen(port: number | null): Promise<Listening> {
  const server = loopbackServer(16 * 1024)
  server.maxConnections = 256
  try {
    await bind(server, port ?? usualPort)
  } catch (error) {
    if (port !== null || faultCode(error) !== 'EADDRINUSE') throw unusable(port ?? usualPort, error)
    await bind(server, 0)
  }
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the server listens on no port')
  return { server, port: address.port }
}

function bind(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => {
      server.off('error', reject)
      resolve()
    })
  })
}

function unusable(port: number, cause: unknown): StartupProblem {
  const nextStep = 'Choose another port with --port N, or let any free one be taken with --port 0.'
  if (faultCode(cause) === 'EADDRINUSE')
    return new StartupProblem(`Port ${port} is in use by another program.`, nextStep, { cause })
  return new StartupProblem(`Port ${port} cannot be used: ${faultText(cause)}.`, nextStep, { cause })
}
