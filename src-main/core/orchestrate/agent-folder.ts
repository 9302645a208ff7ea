import { join } from 'node:path'

/** Where an agent's own files are, in its orchestrator's workspace. */
export function agentFolder(workspace: string, agentId: string): string {
  return join(workspace, 'agents', agentId)
}
