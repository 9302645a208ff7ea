import { z } from 'zod'
import { Permissions, ProvidersSetting } from './provider-settings'
import { withoutNothings } from './workflow/as-written'
import { WorkflowLimits, WorkflowSpec } from './workflow/workflow-spec'

const Id = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/, 'an id holds letters, digits, _ and - only')
const seconds = z.number().min(0).max(86_400)
const usd = z.number().min(0).max(1_000_000)
const Path = z.string().min(1).max(4096)

/** A folder that several orchestrators may use; a bare path means one without a description. */
const SharedWorkspaceEntry = z.union([
  Path.transform((path): { path: string; description?: string } => ({ path })),
  z.strictObject({ path: Path, description: z.string().max(2000).optional() }),
])

/** Everything but `channel` and `orchestrator_id` is for the client that serves the channel: kept, and read by it alone. */
const ChannelProfile = z.preprocess(
  withoutNothings,
  z.strictObject({
    channel: z.string().min(1).max(100),
    orchestrator_id: Id,
    slack_app_user_id: z.string().max(200).optional(),
    require_mention_in_channels: z.boolean().optional(),
    identity: z.strictObject({ mention_tokens: z.array(z.string().max(200)).max(100).optional() }).optional(),
    thread_response_mode: z.string().max(100).optional(),
  }),
)

/** What DireClaw keeps of its own in the file: kept, and read by nothing here. */
const kept = z.record(z.string().min(1).max(200), z.json())

/** `config.yaml`. Every key may be left out; what stands there is checked as a whole before it takes effect. */
export const Settings = z.strictObject({
  workspaces_path: Path.optional(),
  shared_workspaces: z.record(Id, SharedWorkspaceEntry).default({}),
  providers: ProvidersSetting.prefault({}),
  limits: z
    .strictObject({
      max_concurrent: z.int().min(1).max(1000).default(4),
      max_attempts: z.int().min(1).max(100).default(3),
      item_bytes: z.int().min(1024).max(1_073_741_824).default(10_485_760),
      run_seconds: z.number().min(1).max(86_400).default(1800),
      quiet_seconds: z.number().min(1).max(86_400).default(300),
      /** How often in a row a conversation may say and be told the very same before a person is asked; 0: always. */
      max_same_answers: z.int().min(0).max(1000).default(5),
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
      runs_days: z.int().min(1).max(36_500).default(90),
      history_days: z.int().min(1).max(36_500).default(365),
      log_bytes: z.int().min(10_000).max(1_073_741_824).default(10_485_760),
      log_files: z.int().min(1).max(100).default(5),
    })
    .prefault({}),
  monitoring: z
    .preprocess(withoutNothings, z.strictObject({ heartbeat_interval: z.number().min(0).max(31_536_000).default(0) }))
    .prefault({}),
  metrics: z
    .strictObject({ enabled: z.boolean().default(false), port: z.int().min(1).max(65_535).default(9464) })
    .prefault({}),
  orchestrators: z
    .record(
      Id,
      z.preprocess(
        withoutNothings,
        z.strictObject({
          private_workspace: Path.optional(),
          /** The shared workspaces its agents may use; no others. */
          shared_access: z.array(Id).max(100).default([]),
        }),
      ),
    )
    .default({}),
  channel_profiles: z.record(Id, ChannelProfile).default({}),
  /** For the clients that serve the channels: kept, and read by them alone. */
  channels: z.record(Id, kept).default({}),
  memory: kept.optional(),
  local_llm: kept.optional(),
  auth_sync: kept.optional(),
})
export type Settings = z.infer<typeof Settings>

/** A named provider, model and prompt, with what it may do. */
const AgentFields = z.strictObject({
  provider: Id,
  model: z.string().min(1).max(200).optional(),
  permissions: Permissions.default('workspace-write'),
  allow_project_config: z.boolean().default(false),
  timeout_seconds: z.number().min(1).max(86_400).optional(),
  can_orchestrate_workflows: z.boolean().default(false),
  prompt: z.string().max(100_000).optional(),
  /** Where it works when it answers messages and in steps of `agent_workspace`; relative to the orchestrator's workspace. */
  private_workspace: Path.optional(),
  /** The shared workspaces it may use out of those its orchestrator may; left out: all of these. */
  shared_access: z.array(Id).max(100).optional(),
})
export const AgentSetting = z.preprocess(withoutNothings, AgentFields)
export type AgentSetting = z.infer<typeof AgentSetting> & {
  /** What a runbook's command line of the agent changes of its provider's program. */
  readonly program?: { readonly binary?: string; readonly args: readonly string[] }
}

/** `orchestrator.yaml`: the agents an orchestrator has, its workflows, and the agent that chooses among these. */
const OrchestratorFields = z.strictObject({
  id: Id,
  /** See `selectorOf` for who it is when it is left out. */
  selector_agent: Id.optional(),
  default_workflow: Id.optional(),
  /** How often an invalid choice is asked for again. */
  selection_max_retries: z.int().min(0).max(20).default(1),
  selector_timeout_seconds: z.number().min(1).max(86_400).default(30),
  agents: z.record(Id, AgentSetting),
  workflows: z.array(WorkflowSpec).max(200).default([]),
  workflow_orchestration: WorkflowLimits.prefault({}),
})
export const OrchestratorFile = z.preprocess(withoutNothings, OrchestratorFields)
export type OrchestratorFile = z.infer<typeof OrchestratorFile>
