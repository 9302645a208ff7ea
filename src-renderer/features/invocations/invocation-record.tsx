import type { Invocation } from '#shared/invocation'
import { duration, exactTime, size } from '#shared/words'
import { Fact, Facts } from '../../ui/facts'
import { TimeAgo } from '../../ui/time-ago'
import { shownCommand } from './shown-command'
import { costWords, tokenWords } from './usage-words'

/** Everything the record of an invocation says, except what its summary shows already. */
export function InvocationRecord({ invocation }: { readonly invocation: Invocation }) {
  const command = shownCommand(invocation.argv)
  const { usage } = invocation
  return (
    <Facts>
      <Fact name="Agent">{invocation.agent}</Fact>
      <Fact name="Provider">{invocation.provider}</Fact>
      <Fact name="Model">{invocation.model ?? 'the program’s own'}</Fact>
      {invocation.programVersion != null && <Fact name="Program version">{invocation.programVersion}</Fact>}
      {invocation.permissions !== undefined && (
        <Fact name="Permissions">{invocation.permissions ?? 'not enforced'}</Fact>
      )}
      <Fact name="Attempt">{invocation.attempt}</Fact>
      <Fact name="Started">
        {exactTime(invocation.startedAt)} (<TimeAgo at={invocation.startedAt} />)
      </Fact>
      {invocation.endedAt !== null && <Fact name="Ended">{exactTime(invocation.endedAt)}</Fact>}
      <Fact name="Exit">{exitWords(invocation)}</Fact>
      {invocation.failureClass !== null && (
        <Fact name="Failure class" mono>
          {invocation.failureClass}
        </Fact>
      )}
      {invocation.pid !== null && <Fact name="Pid">{invocation.pid}</Fact>}
      {invocation.timeoutMs !== undefined && <Fact name="Time limit">{duration(invocation.timeoutMs)}</Fact>}
      {usage !== null && <Fact name="Tokens">{tokenWords(usage)}</Fact>}
      {usage?.costUsd != null && <Fact name="Cost">{costWords(usage.costUsd, usage.costEstimated === true)}</Fact>}
      {invocation.sessionId !== null && (
        <Fact name="Session" mono copies={invocation.sessionId}>
          {invocation.sessionId}
        </Fact>
      )}
      <Fact name="Command" mono copies={command}>
        {command}
      </Fact>
      <Fact name="Folder" mono copies={invocation.cwd}>
        {invocation.cwd}
      </Fact>
      <Fact name="Prompt" mono copies={invocation.promptPath}>
        {invocation.promptPath}
      </Fact>
      <Fact name="Context" mono copies={invocation.contextPath}>
        {invocation.contextPath}
      </Fact>
      <Fact name="Written">
        {size(invocation.stdoutBytes)} stdout, {size(invocation.stderrBytes)} stderr
        {invocation.droppedBytes > 0 && `, ${size(invocation.droppedBytes)} beyond the cap let go`}
      </Fact>
      <Fact name="Invocation" mono copies={invocation.id}>
        {invocation.id}
      </Fact>
    </Facts>
  )
}

function exitWords({ status, exitCode, signal, timedOut }: Invocation): string {
  if (status === 'running') return 'still running'
  const end = signal !== null ? `signal ${signal}` : exitCode !== null ? `code ${exitCode}` : 'unknown'
  return timedOut ? `${end}, timed out` : end
}
