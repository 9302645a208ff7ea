import { describe, expect, test } from 'vitest'
import {
  type Permissions,
  type ProviderKind,
  type ProviderSettings,
  shippedProviders,
} from '../settings/provider-settings'
import type { InvocationPlan, RunningAgent } from './command-plan'
import { modelChoice } from './models'
import { planRun } from './plan-run'
import { providerOf } from './providers/registry'

const plan: InvocationPlan = {
  promptPath: '/home/i/prompt.md',
  contextPath: '/home/i/context.json',
  promptBytes: 10,
  cwd: '/work',
  session: { kind: 'fresh', id: 'id-1' },
  resourcesPath: '/resources',
}
const runtime = { execPath: '/bin/node24', electron: false, uid: 1000 }
const agent = (permissions: Permissions = 'workspace-write', model: string | null = null): RunningAgent => ({
  name: 'main',
  model,
  permissions,
})

function planned(settings: ProviderSettings, who = agent(), change: Partial<InvocationPlan> = {}, on = runtime) {
  const result = planRun(settings, who, { ...plan, ...change }, on)
  if (!result.ok) throw new Error(result.reason)
  return { ...result.plan, line: result.plan.args.join(' ') }
}

const { anthropic, openai } = shippedProviders
const resume = { kind: 'resume', id: 'id-1' } as const

describe('claude', () => {
  test('a fresh conversation is given its id, the model is always named', () => {
    expect(planned({ ...anthropic, args: ['--x'] }).line).toBe(
      '-p --output-format stream-json --verbose --setting-sources user --strict-mcp-config ' +
        '--permission-mode acceptEdits --model claude-sonnet-5 --x --session-id id-1',
    )
  })

  test('the message’s own files may be read, and nothing beside them', () => {
    const handed = [
      { path: '/home/files/a.txt', real: '/data/files/a.txt', isImage: false },
      { path: '/home/files/b*.png', real: '/home/files/b*.png', isImage: true },
    ]
    const rules = 'Read(//home/files/a.txt) Read(//data/files/a.txt) Read(//home/files/b?.png)'
    for (const permissions of ['ask-nothing-risky', 'workspace-write'] as const) {
      const { line } = planned({ ...anthropic, args: [] }, agent(permissions), { handed })
      expect(line).toContain(`--allowedTools ${rules} --`)
      expect(line).not.toContain('--add-dir')
    }
    expect(planned({ ...anthropic, args: [] }, agent('full'), { handed }).line).not.toContain('a.txt')
  })

  test('a resumed one is named', () => {
    expect(planned({ ...anthropic, args: [] }, agent(), { session: resume }).line).toMatch(/--resume id-1$/)
  })

  test('permissions are its own', () => {
    expect(planned({ ...anthropic, args: [] }, agent('ask-nothing-risky')).line).toContain(
      '--tools Read,Glob,Grep --permission-mode dontAsk',
    )
    expect(planned({ ...anthropic, args: [] }, agent('full')).line).toContain('--dangerously-skip-permissions')
  })

  test('a version is told nothing that it does not understand', () => {
    const risky = agent('ask-nothing-risky')
    const line = (version: string) =>
      planned({ ...anthropic, args: [] }, risky, { dialect: { version, refused: [] } }).line
    expect(line('2.0.30')).not.toMatch(/--tools|dontAsk/)
    expect(line('2.0.30')).toMatch(/--disallowedTools Task Bash .*Edit Write .*--permission-mode default/)
    expect(line('2.0.31')).toContain('--tools Read,Glob,Grep --permission-mode default')
    expect(line('2.0.44')).toContain('--tools Read,Glob,Grep --permission-mode dontAsk')
    const granted = planned({ ...anthropic, args: [] }, risky, {
      dialect: { version: '2.0.30', refused: [] },
      writable: ['/out'],
    }).args
    const denied = granted.slice(granted.indexOf('--disallowedTools'))
    expect(denied).not.toContain('Write')
    expect(denied).toContain('Bash')
  })

  test('folders it is granted are named as its permissions have it', () => {
    const granted = { writable: ['/out'], readable: ['/runs/1'] }
    expect(planned({ ...anthropic, args: [] }, agent(), granted).line).toContain(
      '--allowedTools Read(//runs/1/**) Read(//out/**) --add-dir /out --permission-mode acceptEdits',
    )
    expect(planned({ ...anthropic, args: [] }, agent('ask-nothing-risky'), granted).line).toContain(
      '--allowedTools Read(//runs/1/**) Read(//out/**) Edit(//out/**) --tools Read,Glob,Grep,Edit,Write --permission-mode dontAsk',
    )
    expect(planned({ ...anthropic, args: [] }, agent('full'), granted).line).not.toContain('/out')
  })

  test('a folder whose name looks like a pattern is granted alone', () => {
    const granted = { writable: [String.raw`/a b/**/[x]\c`], readable: ['/runs (1), **'] }
    const { args } = planned({ ...anthropic, args: [] }, agent('ask-nothing-risky'), granted)
    const at = args.indexOf('--allowedTools')
    expect(args.slice(at + 1, at + 4)).toEqual([
      'Read(//runs ?1?? ??/**)',
      'Read(//a b/??/?x??c/**)',
      'Edit(//a b/??/?x??c/**)',
    ])
  })

  test('settings that the working folder brings along count only where they are allowed', () => {
    const allowed = { ...agent(), allowProjectConfig: true }
    expect(planned({ ...anthropic, args: [] }, allowed).line).not.toMatch(/setting-sources|strict-mcp/)
  })

  test('only the superuser with full permissions claims to be contained', () => {
    const root = { ...runtime, uid: 0 }
    expect(planned({ ...anthropic, args: [] }, agent('full'), {}, root).env.IS_SANDBOX).toBe('1')
    expect(planned({ ...anthropic, args: [] }, agent('workspace-write'), {}, root).env).not.toHaveProperty('IS_SANDBOX')
    expect(planned({ ...anthropic, args: [] }, agent('full')).env).not.toHaveProperty('IS_SANDBOX')
  })

  test('messages stay plain text', () => {
    const { env, beforeStdin } = planned({ ...anthropic, args: [] })
    expect(env.CLAUDE_CODE_DISABLE_ATTACHMENTS).toBe('1')
    expect(beforeStdin).toBe('\n')
  })

  test('a long prompt is pointed at, and its file may be read', () => {
    const { stdin, args } = planned({ ...anthropic, args: [] }, agent(), { promptBytes: 200_000 })
    expect(stdin).toBe('instruction')
    const at = args.indexOf('--allowedTools')
    expect(args.slice(at, at + 4)).toEqual([
      '--allowedTools',
      'Read(//home/i/prompt.md)',
      'Read(//home/i/context.json)',
      '--permission-mode',
    ])
  })

  test('ends best after SIGINT', () => {
    expect(planned({ ...anthropic, args: [] }).firstSignal).toBe('SIGINT')
  })
})

describe('codex', () => {
  test('a version is told nothing that it does not understand', () => {
    const line = (version: string) =>
      planned({ ...openai, args: [] }, agent(), { dialect: { version, refused: [] } }).line
    expect(line('0.146.1')).not.toContain('unbounded_connection_retries')
    expect(line('0.146.1')).toContain('--disable plugins')
    expect(line('0.98.0')).not.toContain('--disable')
    expect(line('0.157.1')).toContain('--disable shell_snapshot')
    expect(line('0.158.0')).not.toContain('shell_snapshot')
    expect(line('0.148.0')).toContain('--disable unbounded_connection_retries')
  })

  const settings = { ...openai, args: ['--x'] }
  const common =
    '--json --skip-git-repo-check -m gpt-6.1-sol -c analytics.enabled=false --disable plugins ' +
    '-c check_for_update_on_startup=false -c project_doc_max_bytes=0 --disable unbounded_connection_retries ' +
    '-c shell_environment_policy.ignore_default_excludes=false -c model_provider="lanekeeper" ' +
    '-c model_providers.lanekeeper={name="OpenAI",wire_api="responses",requires_openai_auth=true,' +
    'env_http_headers={OpenAI-Organization="OPENAI_ORGANIZATION",OpenAI-Project="OPENAI_PROJECT"},' +
    'request_max_retries=0,stream_max_retries=2,stream_idle_timeout_ms=300000} --x'
  const sandbox =
    '-s workspace-write -c sandbox_workspace_write.exclude_slash_tmp=true -c sandbox_workspace_write.exclude_tmpdir_env_var=true'

  test.each<[string, Permissions, InvocationPlan['session'], string]>([
    ['fresh', 'workspace-write', { kind: 'fresh' }, `exec ${sandbox} ${common} -`],
    ['fresh', 'ask-nothing-risky', { kind: 'fresh' }, `exec -s read-only ${common} -`],
    ['fresh', 'full', { kind: 'fresh' }, `exec --dangerously-bypass-approvals-and-sandbox ${common} -`],
    ['resumed', 'workspace-write', resume, `exec ${sandbox} resume ${common} id-1 -`],
    ['resumed', 'full', resume, `exec resume --dangerously-bypass-approvals-and-sandbox ${common} id-1 -`],
  ])('%s with %s', (_name, permissions, session, line) => {
    expect(planned(settings, agent(permissions), { session }).line).toBe(line)
  })

  test('folders it may write to are named before a session is', () => {
    const granted = { writable: ['/out', '/w'], readable: ['/r'], session: resume }
    expect(planned({ ...openai, args: [] }, agent(), granted).line).toMatch(/--add-dir \/out --add-dir \/w resume /)
    expect(planned({ ...openai, args: [] }, agent('ask-nothing-risky'), granted).line).not.toContain('--add-dir')
    expect(planned({ ...openai, args: [] }, agent('full'), granted).line).not.toContain('--add-dir')
  })

  test('reads the instructions of the working folder where the agent allows it', () => {
    const { args } = planned(settings, { ...agent(), allowProjectConfig: true })
    expect(args.join(' ')).not.toContain('project_doc')
  })

  test('images of the message reach the model, those it would mistake for two excepted', () => {
    const handed = [
      { path: '/f/a.png', real: '/f/a.png', isImage: true },
      { path: '/f/b.txt', real: '/f/b.txt', isImage: false },
      { path: '/f/c,d.png', real: '/f/c,d.png', isImage: true },
    ]
    expect(planned(settings, agent(), { handed }).line).toContain(' -i /f/a.png --json')
    const { args } = planned(settings, agent(), { handed, session: resume })
    expect(args.indexOf('-i')).toBeGreaterThan(args.indexOf('resume'))
    expect(args.join(' ')).not.toMatch(/b\.txt|c,d/)
  })

  test('ends best after SIGTERM in its sandbox, after SIGINT outside', () => {
    expect(planned(settings).firstSignal).toBe('SIGTERM')
    expect(planned(settings, agent('full')).firstSignal).toBe('SIGINT')
  })
})

describe('a command', () => {
  const command = (argv: string[], change: Partial<Extract<ProviderSettings, { kind: 'command' }>> = {}) =>
    ({
      kind: 'command',
      argv,
      env: {},
      stdin: 'prompt',
      output: 'text',
      models: { m: 'big' },
      max_concurrent: null,
      ...change,
    }) as const

  test('has its placeholders filled, once, and others left alone', () => {
    const argv = [
      'tool',
      '{prompt_file}',
      '--m={model}',
      '{session_id}',
      '{cwd}',
      '{resources}/x',
      '{other}',
      '{"a":1}',
    ]
    const { program, args } = planned(command(argv), agent('full', 'm'), { cwd: '/{model}' })
    expect([program, ...args]).toEqual([
      'tool',
      '/home/i/prompt.md',
      '--m=big',
      'id-1',
      '/{model}',
      '/resources/x',
      '{other}',
      '{"a":1}',
    ])
  })

  test('has a word for each of the message’s files, and none where there are none', () => {
    const argv = ['tool', '{files}', '--file={files}', '-v']
    const handed = ['/f/a', '/f/{model}'].map((path) => ({ path, real: path, isImage: false }))
    const { args } = planned(command(argv), agent('full', 'm'), { handed })
    expect(args).toEqual(['/f/a', '/f/{model}', '--file=/f/a', '--file=/f/{model}', '-v'])
    expect(planned(command(argv)).args).toEqual(['-v'])
  })

  test('named node runs on the Node we run on', () => {
    expect(planned(command(['node', 'x.mjs']))).toMatchObject({ program: '/bin/node24', args: ['x.mjs'], env: {} })
  })

  test('named node runs on Electron as Node', () => {
    const electron = { ...runtime, execPath: '/app/electron', electron: true }
    expect(planned(command(['node', 'x.mjs']), agent(), {}, electron)).toMatchObject({
      program: '/app/electron',
      env: { ELECTRON_RUN_AS_NODE: '1' },
    })
    expect(planned(command(['tool', 'node']), agent(), {}, electron)).toMatchObject({ program: 'tool', env: {} })
  })

  test('gets a long prompt pointed at, unless it takes none', () => {
    expect(planned(command(['tool']), agent(), { promptBytes: 200_000 }).stdin).toBe('instruction')
    expect(planned(command(['tool'], { stdin: 'none' }), agent(), { promptBytes: 200_000 }).stdin).toBe('none')
  })
})

describe('a model', () => {
  const table = { sonnet: 'claude-sonnet-5', default: 'claude-sonnet-5' }

  test.each<[string, [ProviderKind, string | null, Record<string, string>], object]>([
    ['is found by its alias', ['anthropic', 'sonnet', table], { ok: true, id: 'claude-sonnet-5' }],
    ['not wished for is the default', ['anthropic', null, table], { ok: true, id: 'claude-sonnet-5' }],
    ['not wished for without a default is left to the program', ['openai', null, {}], { ok: true, id: null }],
    ['may be a full id of claude', ['anthropic', 'claude-opus-9[1m]', {}], { ok: true, id: 'claude-opus-9[1m]' }],
    ['may be a full id of codex', ['openai', 'o3-mini', {}], { ok: true, id: 'o3-mini' }],
    ['may be anything for a command', ['command', 'llama', {}], { ok: true, id: 'llama' }],
    [
      'misspelt is refused',
      ['anthropic', 'sonet', table],
      { ok: false, nextStep: expect.stringContaining('sonnet, default') },
    ],
    ['of the other provider is refused', ['openai', 'claude-sonnet-5', {}], { ok: false }],
    ['that looks like an option is refused', ['openai', '--yolo', {}], { ok: false }],
    ['named like an inherited property is refused', ['anthropic', 'constructor', table], { ok: false }],
  ])('%s', (_name, [kind, wish, aliases], expected) => {
    expect(modelChoice(providerOf(kind).known?.fullModelId ?? null, wish, aliases)).toMatchObject(expected)
  })
})
