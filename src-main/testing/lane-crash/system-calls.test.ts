import { expect, it } from 'vitest'
import { systemCalls } from './system-calls'

it('reads calls on paths and on open files', () => {
  const trace = `[pid 7] openat(AT_FDCWD</home/ada>, "/q/tmp/a.json", O_WRONLY|O_CREAT|O_EXCL, 0600) = 21</q/tmp/a.json>
[pid 7] write(21</q/tmp/a.json>, "{\\"a\\": \\"(x) = 3\\"}"..., 17) = 17
[pid 8] fdatasync(21</q/tmp/a.json>) = 0
[pid 7] rename("/q/tmp/a.json", "/q/outbox/a.json") = 0`
  expect(systemCalls(trace)).toMatchObject([
    { name: 'openat', paths: ['/q/tmp/a.json'], ok: true },
    { name: 'write', paths: ['/q/tmp/a.json'], text: '{\\"a\\": \\"(x) = 3\\"}', ok: true },
    { name: 'fdatasync', paths: ['/q/tmp/a.json'], enteredAt: 2, returnedAt: 2 },
    { name: 'rename', paths: ['/q/tmp/a.json', '/q/outbox/a.json'] },
  ])
})

it('joins the two halves of a call that others ran beside', () => {
  const trace = `[pid 7] fsync(22</q/outbox> <unfinished ...>
[pid 8] unlink("/q/processing/b.json") = 0
[pid 7] <... fsync resumed>)            = 0`
  expect(systemCalls(trace)).toEqual([
    { name: 'fsync', enteredAt: 0, returnedAt: 2, ok: true, paths: ['/q/outbox'], text: '' },
    { name: 'unlink', enteredAt: 1, returnedAt: 1, ok: true, paths: ['/q/processing/b.json'], text: '' },
  ])
})

it('keeps the halves of different threads apart', () => {
  const trace = `7 fsync(22</q/outbox> <unfinished ...>
8 fsync(23</q/incoming> <unfinished ...>
8 <... fsync resumed>) = 0
7 <... fsync resumed>) = -1 EIO (Input/output error)`
  expect(systemCalls(trace)).toMatchObject([
    { paths: ['/q/outbox'], ok: false, returnedAt: 3 },
    { paths: ['/q/incoming'], ok: true, returnedAt: 2 },
  ])
})

it('tells a call that failed', () => {
  const [call] = systemCalls('[pid 7] unlink("/q/tmp/x") = -1 ENOENT (No such file or directory)')
  expect(call).toMatchObject({ ok: false, paths: ['/q/tmp/x'] })
})

it('leaves out what is no file call', () => {
  expect(systemCalls('strace: Process 9 attached\n+++ exited with 0 +++\n--- SIGCHLD {si_signo=SIGCHLD} ---')).toEqual(
    [],
  )
})
