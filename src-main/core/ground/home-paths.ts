import { join } from 'node:path'

/** Every path below a home, in one place. */
export interface HomePaths {
  readonly root: string
  readonly config: string
  readonly workspaces: string
  readonly runbooks: string
  /** What channel clients and agents exchange with people. */
  readonly files: string
  readonly queue: string
  readonly lanes: string
  readonly decisions: string
  readonly invocations: string
  readonly daemon: string
  readonly logs: string
  readonly log: string
  readonly history: string
  readonly lock: string
  /** The sessions of agents' conversations. */
  readonly sessions: string
  /** What the newest turns of conversations were. */
  readonly turns: string
  /** Providers whose usage limit is reached. */
  readonly gates: string
  readonly lockMutex: string
  readonly runtime: string
  readonly receipt: string
}

export function homePaths(root: string): HomePaths {
  const daemon = join(root, 'daemon')
  const logs = join(root, 'logs')
  return {
    root,
    config: join(root, 'config.yaml'),
    workspaces: join(root, 'workspaces'),
    runbooks: join(root, 'runbooks'),
    files: join(root, 'files'),
    queue: join(root, 'queue'),
    lanes: join(root, 'lanes'),
    decisions: join(root, 'decisions'),
    invocations: join(root, 'invocations'),
    daemon,
    logs,
    log: join(logs, 'lanekeeper.jsonl'),
    history: join(root, 'history.db'),
    lock: join(daemon, 'supervisor.lock'),
    sessions: join(daemon, 'sessions.db'),
    turns: join(daemon, 'turns.db'),
    gates: join(daemon, 'gates.json'),
    lockMutex: join(daemon, 'supervisor.mutex'),
    runtime: join(daemon, 'runtime.json'),
    receipt: join(daemon, 'last-stop.json'),
  }
}
