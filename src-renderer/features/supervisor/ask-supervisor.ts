import { ask } from '../../link/ask'
import { link } from '../../link/link'
import { announce } from '../../ui/announce'

/** Asks for what the board then tells of; only a refusal is shown here. */
export async function askSupervisor(call: 'stopNow' | 'retryWorkers'): Promise<void> {
  const asked = await ask(link, (client) => client.supervisor[call]())
  if (!asked.ok) announce(asked.failure)
}
