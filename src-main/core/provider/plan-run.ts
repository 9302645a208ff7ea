import type { ProviderSettings } from '../settings/provider-settings'
import type { InvocationPlan, Planned, RunningAgent, Runtime } from './command-plan'
import { planAnthropic } from './providers/claude/plan'
import { planOpenai } from './providers/codex/plan'
import { planCommand } from './providers/command/plan'

/** What to run for one attempt, or why nothing may run. Touches nothing. */
export function planRun(
  settings: ProviderSettings,
  agent: RunningAgent,
  plan: InvocationPlan,
  runtime: Runtime,
): Planned {
  switch (settings.kind) {
    case 'anthropic':
      return planAnthropic(settings, agent, plan, runtime)
    case 'openai':
      return planOpenai(settings, agent, plan)
    case 'command':
      return planCommand(settings, agent, plan, runtime)
  }
}

export function currentRuntime(): Runtime {
  return {
    execPath: process.execPath,
    electron: process.versions.electron !== undefined,
    uid: process.getuid?.() ?? null,
  }
}
