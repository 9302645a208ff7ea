import { randomUUID } from 'node:crypto'
import { maskedArgv, secretValues, withoutSecrets, withoutValues } from '../ground/mask-secrets'
import { CappedLog } from './capped-log'
import type { SessionPlan } from './command-plan'
import { inGroup } from './control-groups'
import { EventLog } from './event-log'
import { createInvocationFiles, type InvocationFiles, invocationFiles } from './invocation-files'
import { InvocationRecord, isReplaced } from './invocation-record'
import type { InvocationOptions, InvocationOutcome, InvocationRequest } from './invocation-request'
import { whatIsMissing } from './missing-program'
import { type Conclusion, type Ending, failure } from './outcome'
import { OutputHints } from './output-hints'
import { type PreparedRun, prepareRun } from './prepare-run'
import { newlyRefused, type Word } from './program-dialect'
import { programVersion } from './program-test'
import { providerOf } from './providers/registry'
import { QuietWatch } from './quiet-watch'
import { readingOf } from './reading'
import { refusedOf } from './refused-of'
import { cancelSentence, runProcess } from './run-process'
import { patienceOf, systemProcesses } from './sweep'

/** How long a program may stay after its turn is over, in ms; what it left running in the background ends with it. */
const longestLeaveMs = 30_000

/**
 * Runs a provider's program once. The files come first: prompt, context, then the record as `running`, the record
 * again with the pid, the logs as they come, and the record at the end. Rejects only while nothing was started,
 * when the folder can't be written; from then on every way a run can end is an outcome, and the process, its
 * group and whatever else it started are gone, or named in `left`.
 */
export async function runInvocation(given: InvocationRequest, options: InvocationOptions): Promise<InvocationOutcome> {
  const request = { ...given, session: namedSession(given.session) }
  const files = invocationFiles(request.invocationsPath, request.id)
  const { prompt, context } = request
  await createInvocationFiles(files, { prompt, context, reading: readingOf(request) })
  const record = new InvocationRecord(files, request, options)
  const prepared = await prepareRun(request, files, options)
  if (!prepared.ok) return record.end(prepared.failure)
  if (options.signal.aborted) return record.end(failure('cancelled', false, cancelSentence(options.signal)))
  try {
    return await runPrepared({ request, files, record, prepared, options })
  } catch (error) {
    // A bug of ours, or a disk that takes no more. It stays loud, and no record is left that says it still runs.
    await record.end(failure('killed', true, 'Lanekeeper could not go on with the run.', 'See the log for the cause.'))
    throw error
  }
}

interface Run {
  readonly request: InvocationRequest
  readonly files: InvocationFiles
  readonly record: InvocationRecord
  readonly prepared: PreparedRun
  readonly options: InvocationOptions
}

async function runPrepared({ request, files, record, prepared, options }: Run): Promise<InvocationOutcome> {
  const { logBytes = 32 * 1024 * 1024, now = Date.now } = options
  const { plan, env, argv, environment, stdin } = prepared
  const secrets = secretsOf(prepared)
  await using stdout = await CappedLog.create(files.stdoutPath, logBytes, secrets)
  await using stderr = await CappedLog.create(files.stderrPath, logBytes, secrets)
  const hints = new OutputHints(() => record.tell(() => options.onOutput?.(request.id)))
  await using events = await EventLog.create(
    files.eventsPath,
    (text) => withoutSecrets(text, secrets),
    now,
    undefined,
    () => hints.hint(),
  )
  const processes = options.processes ?? systemProcesses
  const group = (await processes.groups?.make(request.id, env)) ?? null
  try {
    await record.begin({
      argv: [...argv],
      model: plan.model,
      environment: { ...environment },
      stdin: stdin ?? null,
      programVersion: prepared.dialect.version,
      ...(group === null ? {} : { controlGroup: group.path }),
    })
  } catch (error) {
    await group?.remove()
    throw error
  }
  const quiet = new QuietWatch(
    options.quietMs ?? Number.POSITIVE_INFINITY,
    (quietSince) => void record.update({ quietSince }),
    now,
  )
  const reader = plan.newReader((step) => events.add(step))
  const { ending, swept } = await runProcess({
    id: request.id,
    spawn: group === null ? prepared.spawn : { ...prepared.spawn, ...inGroup(group, prepared.spawn, env) },
    group,
    shown: (words) => maskedArgv(words, env),
    reader,
    stdout,
    stderr,
    signal: options.signal,
    timeoutMs: request.timeoutMs,
    firstSignal: plan.firstSignal,
    graceMs: options.graceMs ?? 3000,
    leaveMs: options.leaveMs ?? longestLeaveMs,
    drainMs: options.drainMs ?? 1000,
    sweepMs: options.sweepMs ?? patienceOf(processes),
    processes,
    onStarted: (pid, processStartedAt) => record.update({ pid, processStartedAt }),
    onOutput: () => {
      quiet.wrote()
      hints.hint()
    },
  }).finally(() => {
    quiet.stop()
    hints.stop()
  })
  await stdout.finish()
  await stderr.finish()
  const { name, settings } = request.provider
  const { known, calledIn } = providerOf(settings.kind)
  const program = calledIn(settings)
  const called = program === null ? {} : { program }
  const { path } = prepared
  const isForeign = reader.isForeign?.() === true
  const version = isForeign ? (prepared.dialect.version ?? (await programVersion(settings, path, env))) : null
  const missing = stdout.bytes > 0 ? null : await whatIsMissing({ path, environment: env, provider: name }, ending)
  const concluded = reader.conclude({ ...ending, version, missing, ...called })
  // One that has written something understood what it was told, and may have done its work.
  const judged = stdout.bytes > 0 ? concluded : learned(concluded, ending, known?.words ?? [], prepared, options)
  const conclusion = shown(judged, secrets)
  for (const text of conclusion.ok ? conclusion.notices : []) events.add({ kind: 'notice', text })
  if (isReplaced(request.session, conclusion)) {
    events.add({ kind: 'notice', text: 'It was to go on with a conversation, and the program began a new one.' })
  }
  const { agent } = request
  const refused = refusedOf(reader.refused?.() ?? [], {
    known,
    permissions: agent.permissions,
    agent: agent.name,
  })
  if (refused !== null) events.add({ kind: 'notice', text: `${refused.sentence} ${refused.nextStep}` })
  events.add({ kind: 'done', ok: conclusion.ok, text: conclusion.ok ? '' : conclusion.reason })
  await events.written()
  record.faults.push(...[stdout.fault, stderr.fault, events.fault].filter((fault) => fault !== null))
  const written = {
    exitCode: ending.exitCode,
    signal: ending.signal,
    timedOut: ending.endedBy?.kind === 'timeout',
    stdoutBytes: stdout.bytes,
    stderrBytes: stderr.bytes,
    droppedBytes: stdout.dropped + stderr.dropped,
    ...(refused === null ? {} : { refused }),
  }
  return record.end(conclusion, written, swept)
}

/** A fresh session gets its id from us, so that it is known even if the run is killed before it says so. */
function namedSession(session: SessionPlan): SessionPlan & { readonly id: string } {
  return { ...session, id: session.id ?? randomUUID() }
}

/** A program that did not understand what it was told has done nothing, and is told less the next time. */
function learned(
  conclusion: Conclusion,
  { stderrTail }: Ending,
  words: readonly Word[],
  { dialect, path }: PreparedRun,
  { programs }: InvocationOptions,
): Conclusion {
  const refused = conclusion.ok || programs === undefined ? [] : newlyRefused(stderrTail, dialect, words)
  if (conclusion.ok || refused.length === 0) return conclusion
  programs?.refuses(path, refused)
  const nextStep = 'The next attempt says it in words that older versions know; better update the program.'
  return { ...conclusion, retryable: true, nextStep }
}

/** Reasons quote what programs say, and programs quote their keys; an answer can be asked to. */
function shown(conclusion: Conclusion, secrets: readonly string[]): Conclusion {
  return conclusion.ok
    ? {
        ...conclusion,
        text: withoutValues(conclusion.text, secrets),
        notices: conclusion.notices.map((notice) => withoutSecrets(notice, secrets)),
      }
    : { ...conclusion, reason: withoutSecrets(conclusion.reason, secrets) }
}

/** What was set for the run or given to its program; the environment that is handed on to every program holds the proxy's password. */
function secretsOf({ env, plan }: PreparedRun): string[] {
  return secretValues(env, [plan.program, ...plan.args])
}
