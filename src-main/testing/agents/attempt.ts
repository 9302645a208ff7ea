import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { newInvocationId } from '../../core/provider/invocation-id'
import type { InvocationRequest } from '../../core/provider/invocation-request'
import type { ProviderSettings } from '../../core/settings/provider-settings'

export const fixture = (name: string) => fileURLToPath(new URL(`./${name}.mjs`, import.meta.url))
export const resourcesPath = fileURLToPath(new URL('../../../resources', import.meta.url))

export type CommandSettings = Extract<ProviderSettings, { kind: 'command' }>

export const commandProvider = (argv: readonly string[], more: Partial<CommandSettings> = {}): CommandSettings => ({
  kind: 'command',
  argv: [...argv],
  env: {},
  stdin: 'prompt',
  output: 'text',
  models: {},
  max_concurrent: null,
  ...more,
})

/** A folder with all that an attempt needs, gone again when disposed. */
export async function attemptFolder() {
  const path = await mkdtemp(join(tmpdir(), 'lanekeeper-provider-'))
  const cwd = join(path, 'workspace')
  await mkdir(cwd)
  return {
    path,
    cwd,
    request(settings: ProviderSettings, change: Partial<InvocationRequest> = {}): InvocationRequest {
      return {
        id: newInvocationId(),
        lane: 'queue',
        itemId: 'm1',
        itemFile: 'm1.json',
        attempt: 1,
        agent: { name: 'main', model: null, permissions: 'workspace-write' },
        provider: { name: 'tested', settings },
        cwd,
        prompt: 'Message from ann on panel:\n\nhello there\n',
        context: '{}\n',
        session: { kind: 'fresh' },
        invocationsPath: join(path, 'invocations'),
        resourcesPath,
        timeoutMs: 20_000,
        ...change,
      }
    },
    [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }),
  }
}
