import { describe, expect, test } from 'vitest'
import type { Finding, Verdict } from '#shared/finding'
import type { Owner } from '../supervise/owner'
import type { RuntimeState } from '../supervise/runtime-state'
import { type HomeFacts, homeFindings } from './doctor-home'
import { type LaneFacts, laneFindings } from './doctor-lanes'
import { type MachineFacts, machineFindings } from './doctor-machine'
import { type OwnerFacts, ownerFindings } from './doctor-owner'
import { type ProviderFacts, providerFindings } from './doctor-providers'

const verdictOf = (findings: readonly Finding[], id: string): string | undefined =>
  findings.find((finding) => finding.id === id)?.verdict

/** What is not fine, as `id: verdict`. */
const ills = (findings: readonly Finding[]): string[] =>
  findings.filter(({ verdict }) => verdict !== 'ok').map(({ id, verdict }) => `${id}: ${verdict}`)

function everyIllHasARemedy(findings: readonly Finding[]): void {
  for (const { id, verdict, remedy } of findings) {
    if (verdict === 'error' || verdict === 'warning') expect(remedy, id).toMatch(/^\S.*\S$/)
  }
}

describe('the home', () => {
  const folder = { isFolder: true, readable: true, writable: true, enterable: true, uid: 1000, mode: 0o40700 }
  const disk = { freeBytes: 80e9, totalBytes: 100e9, freeInodes: 1e6, totalInodes: 2e6, kind: 0xef53 }
  const good: HomeFacts = { path: '/h', folder, uid: 1000, disk, linkFault: null, leftovers: [] }

  test('that is as it should be has nothing to complain about', () => expect(ills(homeFindings(good))).toEqual([]))

  test.each<[string, Partial<HomeFacts>, string[]]>([
    ['is not there', { folder: null }, ['home.exists: error']],
    ['is a file', { folder: { ...folder, isFolder: false } }, ['home.exists: error']],
    ['cannot be written', { folder: { ...folder, writable: false } }, ['home.rights: error']],
    ['is somebody else’s', { uid: 1001 }, ['home.rights: warning']],
    ['can be read by others', { folder: { ...folder, mode: 0o40755 } }, ['home.rights: warning']],
    ['is on a full disk', { disk: { ...disk, freeBytes: 5e6 } }, ['disk.space: error']],
    ['is on a nearly full disk', { disk: { ...disk, freeBytes: 5e8 } }, ['disk.space: warning']],
    ['has no files left', { disk: { ...disk, freeInodes: 12 } }, ['disk.inodes: error']],
    ['has few files left', { disk: { ...disk, freeInodes: 5000 } }, ['disk.inodes: warning']],
    ['needs no count of files', { disk: { ...disk, freeInodes: 0, totalInodes: 0 } }, []],
    ['lies on a network', { disk: { ...disk, kind: 0x6969 } }, ['disk.kind: warning']],
    ['lies in memory', { disk: { ...disk, kind: 0x01021994 } }, ['disk.kind: warning']],
    ['lies on a file system run by a program', { disk: { ...disk, kind: 0x65735546 } }, ['disk.kind: notice']],
    ['lies where no kind is told', { disk: { ...disk, kind: null } }, []],
    ['refuses hard links', { linkFault: 'EPERM' }, ['disk.hard_links: error']],
    ['holds something left behind', { leftovers: ['history.db.1.broken'] }, ['home.leftovers: notice']],
  ])('that %s is told', (_what, change, expected) => {
    const findings = homeFindings({ ...good, ...change })
    expect(ills(findings)).toEqual(expected)
    everyIllHasARemedy(findings)
  })
})

describe('the machine', () => {
  const good: MachineFacts = {
    nodeVersion: '24.21.0',
    electron: { kind: 'running', version: '45.3.4' },
    openFiles: 4096,
    watches: { mostWatches: 1000, usedWatches: 10, mostInstances: 128, usedInstances: 3 },
  }
  test('that is as it should be has nothing to complain about', () => expect(ills(machineFindings(good))).toEqual([]))

  test.each<[string, Partial<MachineFacts>, string[]]>([
    ['an old Node', { nodeVersion: '20.19.0' }, ['node.version: warning']],
    ['no Electron', { electron: { kind: 'absent' } }, ['electron.version: notice']],
    [
      'an Electron without its program',
      { electron: { kind: 'installed', version: '45.3.4', program: false } },
      ['electron.version: notice'],
    ],
    ['few open files', { openFiles: 256 }, ['limits.open_files: warning']],
    ['no limit of open files', { openFiles: null }, []],
    [
      'watches nearly used up',
      { watches: { mostWatches: 1000, usedWatches: 900, mostInstances: 128, usedInstances: 128 } },
      ['limits.watches: warning', 'limits.watchers: warning'],
    ],
    [
      'no watches at all',
      { watches: { mostWatches: 0, usedWatches: 0, mostInstances: 128, usedInstances: 0 } },
      ['limits.watches: warning'],
    ],
    ['no limits of watching', { watches: null }, []],
  ])('with %s is told', (_what, change, expected) => {
    const findings = machineFindings({ ...good, ...change })
    expect(ills(findings)).toEqual(expected)
    everyIllHasARemedy(findings)
  })
})

describe('the owner', () => {
  const now = 1_000_000_000
  const owner: Owner = {
    pid: 4711,
    processStartedAt: 'boot.1',
    instance: 'one',
    host: 'browser',
    machine: 'mill',
    since: 0,
    control: '/h/daemon/control.sock',
    version: '0.1.0',
    detached: false,
  }
  const runtime: RuntimeState = {
    instance: 'one',
    pid: 4711,
    host: 'browser',
    version: '0.1.0',
    state: 'running',
    since: 0,
    reason: null,
    beatAt: now - 1000,
    workers: [],
    receipt: null,
    left: { attempts: [], processes: [] },
  }
  const good: OwnerFacts = {
    status: { state: 'running', owner, liveness: 'answers', runtime, reason: null },
    lockPath: '/h/daemon/supervisor.lock',
    lockUnreadable: false,
    processes: [{ pid: 12, invocationId: 'abc' }],
    socketMode: 0o140600,
  }
  const { status } = good

  test.each<[string, Partial<OwnerFacts>, string[]]>([
    ['that works', {}, []],
    ['that nobody is', { status: { ...status, state: 'stopped', owner: null, liveness: null }, processes: [] }, []],
    [
      'that never was',
      { status: { ...status, state: 'stopped', owner: null, liveness: null, runtime: null }, processes: [] },
      [],
    ],
    [
      'that died',
      { status: { ...status, state: 'stale', owner: null, liveness: 'dead', reason: 'It ended without stopping.' } },
      ['lock: notice', 'state: notice', 'orphans: warning'],
    ],
    [
      'that does not answer',
      { status: { ...status, state: 'foreign', liveness: 'mute', reason: 'It does not answer.' } },
      ['lock: warning', 'state: warning'],
    ],
    [
      'that is of another machine',
      { status: { ...status, state: 'foreign', liveness: 'elsewhere', reason: 'It runs elsewhere.' } },
      ['lock: warning', 'state: warning'],
    ],
    [
      'that could not stop',
      { status: { ...status, state: 'stop_failed', reason: 'Processes refuse to end: 12.' } },
      ['state: error'],
    ],
    ['in trouble', { status: { ...status, state: 'degraded', reason: 'A worker failed.' } }, ['state: warning']],
    [
      'whose lock cannot be read',
      { status: { ...status, state: 'stopped', owner: null, liveness: null }, lockUnreadable: true, processes: [] },
      ['lock: notice'],
    ],
    ['that others may reach', { socketMode: 0o140666 }, ['control_socket: warning']],
    ['from the future', { status: { ...status, runtime: { ...runtime, beatAt: now + 120_000 } } }, ['clock: warning']],
  ])('%s is told of', (_what, change, expected) => {
    const findings = ownerFindings({ ...good, ...change }, now)
    expect(ills(findings)).toEqual(expected)
    everyIllHasARemedy(findings)
  })
})

describe('a lane', () => {
  const now = 1_000_000
  const lane = {
    name: 'queue',
    missingFolders: [],
    strangers: [],
    halfWritten: [],
    unpublished: [],
    interrupted: [],
    newestAt: now - 5,
  }
  const left = { ...lane, halfWritten: ['x.json'], unpublished: ['y.json'], interrupted: ['z.json'] }

  test.each<[string, LaneFacts, string[]]>([
    ['that is as it should be', { isWorked: false, lanes: [lane] }, []],
    [
      'without its folders',
      { isWorked: false, lanes: [{ ...lane, missingFolders: ['incoming'] }] },
      ['lane.queue.folders: notice'],
    ],
    [
      'with strangers',
      { isWorked: true, lanes: [{ ...lane, strangers: ['notes.txt'] }] },
      ['lane.queue.strangers: warning'],
    ],
    [
      'with an item of tomorrow',
      { isWorked: true, lanes: [{ ...lane, newestAt: now + 90_000 }] },
      ['lane.queue.clock: warning'],
    ],
    ['that is worked on', { isWorked: true, lanes: [left] }, []],
    [
      'that was left in the middle',
      { isWorked: false, lanes: [left] },
      ['lane.queue.half_written: notice', 'lane.queue.unpublished: notice', 'lane.queue.interrupted: notice'],
    ],
  ])('%s is told of', (_what, facts, expected) => {
    const findings = laneFindings(facts, now)
    expect(ills(findings)).toEqual(expected)
    everyIllHasARemedy(findings)
  })
})

describe('providers', () => {
  const provider: ProviderFacts['providers'][number] = {
    name: 'anthropic',
    path: '/usr/bin/claude',
    missing: null,
    version: '2.1.0',
    kind: 'anthropic',
    usedBy: ['main/default'],
  }
  const gone = {
    ...provider,
    path: null,
    version: null,
    missing: { reason: 'It was not found.', nextStep: 'Install it.' },
  }
  const facts = (one: ProviderFacts['providers'][number]): ProviderFacts => ({
    configPath: '/h/config.yaml',
    problems: [],
    providers: [one],
  })

  test.each<[string, typeof provider, Verdict]>([
    ['there', provider, 'ok'],
    ['missing and used', gone, 'error'],
    ['missing and not used', { ...gone, usedBy: [] }, 'ok'],
    ['silent about its version', { ...provider, version: null }, 'warning'],
    ['not asked for its version', { ...provider, version: null, kind: 'command' }, 'ok'],
    ['older than what is tested', { ...provider, version: '2.0.29' }, 'warning'],
    ['old, and nobody uses it', { ...provider, version: '1.0.3', usedBy: [] }, 'notice'],
    ['the oldest that is tested', { ...provider, version: '2.0.30' }, 'ok'],
    ['of another kind and old', { ...provider, kind: 'openai', version: '0.98.0' }, 'warning'],
    ['a command, whatever it says', { ...provider, kind: 'command', version: '0.0.1' }, 'ok'],
  ])('whose program is %s', (_what, one, verdict) => {
    const findings = providerFindings(facts(one))
    expect(verdictOf(findings, 'provider.anthropic')).toBe(verdict)
    everyIllHasARemedy(findings)
  })

  test('of settings that are wrong say where', () => {
    const problem = { file: '/h/config.yaml', line: 3, column: 5, sentence: 'limits.max: unknown.' }
    expect(providerFindings({ ...facts(provider), problems: [problem] })[0]).toEqual({
      id: 'settings',
      verdict: 'error',
      detail: '/h/config.yaml, line 3, column 5: limits.max: unknown.',
      remedy: 'Mend the file; it is read again as soon as it is saved.',
    })
  })
})
