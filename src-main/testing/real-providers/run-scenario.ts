import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { delimiter, dirname, join } from 'node:path'
import { startAnthropicModel } from '../../../e2e/models/anthropic-model'
import { startOpenaiModel } from '../../../e2e/models/openai-model'
import { wishing } from '../../../e2e/models/wish'
import type { SessionPlan } from '../../core/provider/command-plan'
import { installedVersion } from '../../core/provider/installed-version'
import { invocationFiles } from '../../core/provider/invocation-files'
import { newInvocationId } from '../../core/provider/invocation-id'
import { runInvocation } from '../../core/provider/run-invocation'
import { systemProcesses } from '../../core/provider/sweep'
import { shippedProviders } from '../../core/settings/provider-settings'
import { resourcesPath } from '../agents/attempt'
import { type Recording, recordingOf } from './recording'
import type { Scenario } from './scenarios'

/** Runs one scenario with a real program, as a lane would, and gives what was written, as it is kept in the fixtures. */
export async function runScenario(scenario: Scenario, program: string): Promise<Recording> {
  const { provider } = scenario
  // Not below the system's folder for temporary files: there codex refuses to set up its sandbox.
  const root = await mkdtemp(join(dirname(dirname(dirname(program))), 'lanekeeper-scenario-'))
  try {
    await using model = await (provider === 'anthropic' ? startAnthropicModel() : startOpenaiModel())
    const [cwd, user, temporary] = [join(root, 'work'), join(root, 'user'), join(root, 'tmp')]
    for (const folder of [cwd, join(user, '.codex'), temporary]) await mkdir(folder, { recursive: true })
    await writeFile(join(cwd, 'notes.txt'), 'one\ntwo\n')
    const environment = {
      PATH: [dirname(process.execPath), process.env.PATH].join(delimiter),
      HOME: user,
      CODEX_HOME: join(user, '.codex'),
      TMPDIR: temporary,
    }
    const run = async (text: string, session: SessionPlan) => {
      const id = newInvocationId()
      const ended = new AbortController()
      const invocationsPath = join(root, 'invocations')
      let pid: number | null = null
      const told = Promise.withResolvers<void>()
      const files = invocationFiles(invocationsPath, id)
      const running = runInvocation(
        {
          id,
          lane: 'queue',
          itemId: 'm1',
          itemFile: 'm1.json',
          attempt: 1,
          agent: { name: 'main', model: null, permissions: scenario.permissions ?? 'full' },
          provider: {
            name: provider,
            settings: {
              ...shippedProviders[provider],
              binary: program,
              args: [...(scenario.args?.(resourcesOf(root)) ?? [])],
              env: environmentOf(scenario, model.url),
            },
          },
          cwd,
          prompt: `Message from ann on panel:\n\n${text}\n`,
          context: '{}\n',
          session,
          invocationsPath,
          resourcesPath,
          timeoutMs: 60_000,
        },
        {
          signal: ended.signal,
          environment,
          processes: systemProcesses,
          programs: {
            dialectOf: async (_settings, path) => ({ version: (await installedVersion(path)).version, refused: [] }),
            refuses: () => {},
          },
          onProgress: (invocation) => {
            pid = invocation.pid
          },
          // The command has to have been told of, and to run.
          onOutput: () => {
            void readFile(files.stdoutPath, 'utf8').then((text) => {
              if (text.includes('sleep 60')) told.resolve()
            })
          },
        },
      )
      if (scenario.interrupt !== undefined) {
        const reached = scenario.interrupt === 'awaiting' ? model.asked(1) : told.promise
        await Promise.race([reached, running])
        if (pid !== null) process.kill(pid, 'SIGINT')
      }
      const outcome = await running
      return {
        invocation: outcome.invocation,
        conclusion: outcome.conclusion,
        stdout: await readFile(files.stdoutPath, 'utf8').catch(() => ''),
        stderr: await readFile(files.stderrPath, 'utf8').catch(() => ''),
      }
    }
    let session: SessionPlan = { kind: 'fresh' }
    if (scenario.resumes === 'another') session = { kind: 'resume', id: '00000000-0000-4000-8000-00000000dead' }
    if (scenario.resumes === 'itself') {
      const first = await run('hello', session)
      session = { kind: 'resume', id: first.conclusion.sessionId ?? '' }
    }
    const text = typeof scenario.wish === 'string' ? scenario.wish : wishing(scenario.wish)
    return recordingOf(scenario, await run(text, session), root)
  } finally {
    await rm(root, { recursive: true, force: true })
  }
}

const resourcesOf = (root: string) => ({
  outside: join(root, 'outside.txt'),
  mcpServer: join(import.meta.dirname, '../agents/mcp-server.mjs'),
})

function environmentOf({ provider, login = 'key' }: Scenario, url: string): Record<string, string> {
  if (provider === 'openai')
    return { OPENAI_BASE_URL: `${url}/v1`, ...(login === 'none' ? {} : { CODEX_API_KEY: 'dummy-key' }) }
  const credentials = {
    none: {},
    key: { ANTHROPIC_API_KEY: 'dummy-key' },
    person: { CLAUDE_CODE_OAUTH_TOKEN: 'dummy-token' },
  }
  return { ANTHROPIC_BASE_URL: url, CLAUDE_CODE_MAX_RETRIES: '1', ...credentials[login] }
}
