import { chmod, mkdir, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { platform } from 'node:process'
import { builtInChannels } from '#shared/message'
import { createFile } from '../ground/durable-write'
import { faultAdvice } from '../ground/fault-advice'
import { faultCode, faultText } from '../ground/fault-code'
import type { HomePaths } from '../ground/home-paths'
import { isFolder } from '../ground/is-folder'
import { StartupProblem } from '../ground/startup-problem'

export interface FirstAgent {
  readonly provider: string
  readonly model: string | null
}

/** Makes the folders a home lacks. Throws `StartupProblem` when one cannot be made. */
export async function makeHomeFolders(paths: HomePaths): Promise<void> {
  try {
    const { root, queue, daemon, logs, invocations, workspaces, runbooks, files } = paths
    for (const folder of [root, queue, daemon, logs, invocations, workspaces, runbooks, files]) await makeFolder(folder)
    // A folder that was there has the mode that somebody's mask gave it, and what stands here is nobody else's to read.
    for (const folder of [root, daemon, logs, invocations, workspaces]) await makePrivate(folder)
  } catch (error) {
    throw cannotBeSetUp(paths, error)
  }
}

/** Takes from others what they may do with a folder of this user's. */
async function makePrivate(folder: string): Promise<void> {
  const { mode, uid } = await stat(folder)
  if (platform === 'win32' || uid !== process.getuid?.() || (mode & 0o077) === 0) return
  await chmod(folder, 0o700).catch((error: unknown) => {
    // File systems without modes of their own.
    if (!['EPERM', 'ENOTSUP', 'ENOSYS', 'EROFS'].includes(faultCode(error) ?? '')) throw error
  })
}

/**
 * Makes a folder and those above it. Node's own recursive way never returns where a folder that exists takes none and
 * says that it is missing, as `/proc` does.
 */
async function makeFolder(path: string, aboveIsMade = false): Promise<void> {
  try {
    await mkdir(path, { mode: 0o700 })
  } catch (error) {
    const above = dirname(path)
    if (faultCode(error) === 'ENOENT' && above !== path && !aboveIsMade) {
      await makeFolder(above)
      return makeFolder(path, true)
    }
    if (!(await isFolder(path))) throw error
  }
}

/**
 * Makes the settings a home lacks and touches nothing that is there; only for its owner, since they are not made at one
 * stroke. Answers true when the home had no settings before, that is on its first run. Throws `StartupProblem` when
 * they cannot be written.
 */
export async function prepareHome(paths: HomePaths, chooseAgent: () => Promise<FirstAgent>): Promise<boolean> {
  try {
    const orchestrator = join(paths.workspaces, 'main', 'orchestrator.yaml')
    const isNew = await createIfAbsent(paths.config, configText())
    if (isNew) {
      await mkdir(dirname(orchestrator), { recursive: true, mode: 0o700 })
      await createIfAbsent(orchestrator, orchestratorText(await chooseAgent()))
    }
    return isNew
  } catch (error) {
    throw cannotBeSetUp(paths, error)
  }
}

function cannotBeSetUp(paths: HomePaths, error: unknown): StartupProblem {
  return new StartupProblem(
    `The home folder ${paths.root} cannot be set up: ${faultText(error)}.`,
    faultAdvice(error, paths.root),
    { cause: error },
  )
}

async function createIfAbsent(path: string, text: string): Promise<boolean> {
  try {
    await createFile(path, text, true)
    return true
  } catch (error) {
    if (faultCode(error) === 'EEXIST') return false
    throw error
  }
}

function orchestratorText(agent: FirstAgent): string {
  return `# Who answers messages of this orchestrator.
id: main

# The agent that answers while there are no workflows, and that chooses among several.
selector_agent: default

agents:
  default:
    # anthropic (the claude program), openai (the codex program), practice, or a provider of your own in config.yaml.
    provider: ${agent.provider}
${agent.model === null ? '    # model: sonnet' : `    model: ${agent.model}`}
    # How much it may do unasked: ask-nothing-risky, workspace-write or full.
    permissions: workspace-write
    # allow_project_config: true   lets settings, hooks and MCP servers of the working folder take effect
    # timeout_seconds: 600         ends its runs earlier than run_seconds of config.yaml
    can_orchestrate_workflows: true

# What a message starts, in place of one answer. A prompt may also be the path of a file: prompts/change/make.prompt.md
workflows: []
#  - id: change
#    inputs: [user_prompt]
#    steps:
#      - id: make
#        type: agent_task
#        agent: default
#        prompt: "{{inputs.user_prompt}}"
#        outputs: [summary]
#        output_files: { summary: summary.md }
`
}

function configText(): string {
  const profiles = builtInChannels
    .map((channel) => `  ${channel}: { channel: ${channel}, orchestrator_id: main }`)
    .join('\n')
  return `# Lanekeeper's settings. Every key may be left out; what stands here is checked as a whole before it takes effect.

# How agents' programs are run. The shipped providers are anthropic (claude), openai (codex) and practice.
# An agent names its provider in workspaces/<orchestrator>/orchestrator.yaml.
providers: {}
#  anthropic: { binary: claude, max_concurrent: 2, models: { sonnet: claude-sonnet-5 } }
#  openai:    { binary: codex }
#  mine:
#    kind: command                          # any program
#    argv: [my-agent, --task, "{prompt_file}"]
#    stdin: prompt                          # prompt, instruction or none
#    output: text                           # text, { json: result } or { jsonl: { where: { type: message }, field: text } }

limits:
  max_concurrent: 4        # items active at once in this home
  max_attempts: 3          # how often an item is tried before it is dead
  item_bytes: 10485760     # larger files are rejected
  run_seconds: 1800        # an attempt is ended after this, and no agent's timeout_seconds may be longer
  quiet_seconds: 300       # a run that writes nothing for this long is shown as quiet
  max_same_answers: 5      # a conversation that says and is told the same so often in a row asks; 0: never

retry:
  base_ms: 2000            # wait before the second attempt; doubled each time
  cap_ms: 300000

breaker:
  failures: 3              # items of one provider that fail in a row before the others wait; 0: they never do
  probe_seconds: 30        # then one of them tries again after this, and ever later
  probe_cap_seconds: 600
  park: true               # a usage limit with a known end keeps the provider's items waiting until then

prices: {}                 # US dollars per million tokens, for programs that tell no cost
#  gpt-6.1-sol: { input_per_million: 1.25, output_per_million: 10 }

spend: {}                  # nothing new is started once this much is spent
#  item_usd: 2
#  agent_usd_per_day: 20
#  lane_usd_per_day: 50
#  day_usd: 100

durability: full           # full survives a power cut; relaxed is faster
settle_ms: 2000            # a malformed file is rejected once it has stayed unchanged this long
drain_seconds: 30          # how long a stop waits for active items
autostart: false           # start the supervisor with the panel

retention:
  invocations_days: 30     # older invocations are removed
  runs_days: 90            # runs are removed so long after they ended
  history_days: 365        # what left its lane longer ago is forgotten, and stays counted
  log_bytes: 10485760      # the log is rotated at this size
  log_files: 5             # and so many old ones are kept

monitoring:
  heartbeat_interval: 0    # seconds between heartbeat messages to the agents; 0: none

metrics:
  enabled: false           # serve http://127.0.0.1:9464/metrics for Prometheus, on this machine only
  port: 9464

# Folders that several orchestrators may use; none may until its shared_access names one.
shared_workspaces: {}
#  docs: { path: /srv/docs, description: What everybody reads }

orchestrators:
  main: {}                 # its workspace is workspaces/main; { shared_access: [docs] } lets its agents use docs

# Which orchestrator answers messages of which channel.
channel_profiles:
${profiles}
`
}
