import { attemptVariable } from './environment'
import type { ProcessEntry } from './process-table'

/** `-E` adds the environment to the command, where the system allows it; `-ww` keeps it whole. */
export const psArguments = ['-axEww', '-o', 'pid=,ppid=,pgid=,lstart=,stat=,command=']

const psLine = /^\s*(\d+)\s+(\d+)\s+(\d+)\s+(\w{3}\s+\w{3}\s+\d+\s+[\d:]{8}\s+\d{4})\s+(\S+)\s?(.*)$/

export function parsePs(text: string): ProcessEntry[] {
  const attempt = new RegExp(`(?:^| )${attemptVariable}=([0-9a-z-]+)(?= |$)`)
  return text.split('\n').flatMap((line) => {
    const [, pid, parent, group, started = '', state = '', command = ''] = psLine.exec(line) ?? []
    if (pid === undefined || state.startsWith('Z')) return []
    return [
      {
        pid: Number(pid),
        parent: Number(parent),
        group: Number(group),
        startedAt: started.replace(/\s+/g, ' '),
        order: Date.parse(started) || 0,
        attempt: attempt.exec(command)?.[1] ?? null,
      },
    ]
  })
}

export const windowsArguments = [
  '-NoProfile',
  '-NonInteractive',
  '-Command',
  "Get-CimInstance Win32_Process | ForEach-Object { if ($_.CreationDate) { '{0} {1} {2}' -f $_.ProcessId, $_.ParentProcessId, $_.CreationDate.ToFileTimeUtc() } }",
]

/** Windows keeps a parent's pid after that parent has ended, but shows nobody's environment. */
export function parseWindows(text: string): ProcessEntry[] {
  return text.split('\n').flatMap((line) => {
    const [, pid, parent, started = ''] = /^(\d+) (\d+) (\d+)\s*$/.exec(line) ?? []
    if (pid === undefined) return []
    return [
      {
        pid: Number(pid),
        parent: Number(parent),
        group: null,
        startedAt: started,
        order: Number(started),
        attempt: null,
      },
    ]
  })
}
