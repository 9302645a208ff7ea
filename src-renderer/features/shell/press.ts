import type { SupervisorAction } from '#shared/supervisor'
import { ask } from '../../link/ask'
import { link } from '../../link/link'
import { announce } from '../../ui/announce'

/** Asks the core for an action. Whether and how it happens is for the board to tell; only a refusal is shown here. */
export async function press(action: SupervisorAction): Promise<void> {
  const asked = await ask(link, (client) => client.supervisor[action]())
  if (!asked.ok) announce(asked.failure)
}
