import type { ProviderKind } from '../settings/provider-settings'
import type { InvocationPlan, Planned, RunningAgent, Runtime } from './command-plan'
import type { SettingsOf } from './provider'
import { providerOf } from './providers/registry'

/** What to run for one attempt, or why nothing may run. Touches nothing. */
export function planRun<K extends ProviderKind>(
  settings: SettingsOf<K>,
  agent: RunningAgent,
  plan: InvocationPlan,
  runtime: Runtime,
): Planned {
  return providerOf(settings.kind).plan(settings, agent, plan, runtime)
}

export function currentRuntime(): Runtime {
  return {
    execPath: process.execPath,
    electron: process.versions.electron !== undefined,
    uid: process.getuid?.() ?? null,
  }
}
