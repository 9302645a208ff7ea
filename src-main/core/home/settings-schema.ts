import { z } from 'zod'
import { Permissions, ProvidersSetting } from '../provider/provider-settings'

const Id = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/, 'an id holds letters, digits, _ and - only')
const seconds = z.number().min(0).max(86_400)
const usd = z.number().min(0).max(1_000_000)

/** `config.yaml`. Every key may be left out; what stands there is checked as a whole before it takes effect. */
export const Settings = z.strictObject({
  workspaces_path: z.string().min(1).max(4096).optional(),
  providers: ProvidersSetting.prefault({}),
  limits: z
    .strictObject({
      max_concurrent: z.int().min(1).max(1000).default(4),
      max_attempts: z.int().min(1).max(100).default(3),
      item_bytes: z.int().min(1024).max(1_073_741_824).default(10_485_760),
      run_seconds: z.number().min(1).max(86_400).default(1800),
      quiet_seconds: z.number().min(1).max(86_400).default(300),
    })
    .prefault({}),
  retry: z
    .strictObject({
      base_ms: z.int().min(0).max(3_600_000).default(2000),
      cap_ms: z.int().min(0).max(86_400_000).default(300_000),
    })
    .prefault({}),
  breaker: z
    .strictObject({
      failures: z.int().min(0).max(1000).default(3),
      probe_seconds: z.number().min(0.01).max(86_400).default(30),
      probe_cap_seconds: z.number().min(0.01).max(86_400).default(600),
      park: z.boolean().default(true),
    })
    .prefault({}),
  prices: z
    .record(z.string().min(1).max(200), z.strictObject({ input_per_million: usd, output_per_million: usd }))
    .default({}),
  spend: z
    .strictObject({
      item_usd: usd.optional(),
      agent_usd_per_day: usd.optional(),
      lane_usd_per_day: usd.optional(),
      day_usd: usd.optional(),
    })
    .prefault({}),
  durability: z.enum(['full', 'relaxed']).default('full'),
  settle_ms: z.int().min(0).max(600_000).default(2000),
  drain_seconds: seconds.default(30),
  autostart: z.boolean().default(false),
  retention: z
    .strictObject({
      invocations_days: z.int().min(1).max(36_500).default(30),
      log_bytes: z.int().min(10_000).max(1_073_741_824).default(10_485_760),
      log_files: z.int().min(1).max(100).default(5),
    })
    .prefault({}),
  monitoring: z.strictObject({ heartbeat_interval: z.number().min(0).max(31_536_000).default(0) }).prefault({}),
  metrics: z
    .strictObject({ enabled: z.boolean().default(false), port: z.int().min(1).max(65_535).default(9464) })
    .prefault({}),
  orchestrators: z
    .record(Id, z.strictObject({ private_workspace: z.string().min(1).max(4096).optional() }))
    .default({}),
  channel_profiles: z
    .record(Id, z.strictObject({ channel: z.string().min(1).max(100), orchestrator_id: Id }))
    .default({}),
})
export type Settings = z.infer<typeof Settings>

/** `orchestrator.yaml`: the agents an orchestrator has, and the one that answers when there is nothing to choose. */
export const OrchestratorFile = z.strictObject({
  id: Id,
  selector_agent: Id,
  agents: z.record(
    Id,
    z.strictObject({
      provider: Id,
      model: z.string().min(1).max(200).optional(),
      permissions: Permissions.default('workspace-write'),
      allow_project_config: z.boolean().default(false),
      timeout_seconds: z.number().min(1).max(86_400).optional(),
      can_orchestrate_workflows: z.boolean().default(false),
      prompt: z.string().max(100_000).optional(),
    }),
  ),
})
export type OrchestratorFile = z.infer<typeof OrchestratorFile>
