import type { Settings } from '../settings/settings-schema'
import type { GateRules } from './gate'

export function gateRules({ breaker }: Settings): GateRules {
  return {
    failures: breaker.failures,
    probeMs: breaker.probe_seconds * 1000,
    probeCapMs: breaker.probe_cap_seconds * 1000,
    park: breaker.park,
  }
}
