import { posix } from 'node:path'

/** The rooms of the core in their order: each imports from itself and from those before it. */
export const rooms: readonly string[] = [
  'ground',
  'settings',
  'provider',
  'record',
  'lane',
  'orchestrate',
  'supervise',
  'observe',
  'home',
]

/** `from`: files that may not import what `to` matches, but for those of `except`. Tests are exempt where `code` says so. */
interface Rule {
  readonly from: RegExp
  readonly except?: RegExp
  readonly to: RegExp
  readonly code?: true
  readonly why: string
}

const oneWay = 'Imports point one way: src-shared ← core ← rpc ← hosts, and src-shared ← src-renderer.'
const ownHost = 'A host imports nothing of another host; what they share lies beside their folders.'
const rules: readonly Rule[] = [
  { from: /^src-shared\//, to: /^src-(?:main|renderer)\//, why: oneWay },
  { from: /^src-renderer\//, to: /^src-main\//, why: oneWay },
  { from: /^src-main\//, to: /^src-renderer\//, why: oneWay },
  { from: /^src-main\/core\//, to: /^src-main\/(?:rpc|hosts)\//, why: oneWay },
  { from: /^src-main\/rpc\//, to: /^src-main\/hosts\//, why: oneWay },
  { from: /^src-main\/hosts\/electron\//, to: /^src-main\/hosts\/(?:browser|cli)\//, why: ownHost },
  { from: /^src-main\/hosts\/browser\//, to: /^src-main\/hosts\/(?:electron|cli)\//, why: ownHost },
  { from: /^src-main\/hosts\/cli\//, to: /^src-main\/hosts\/(?:electron|browser)\//, why: ownHost },
  {
    from: /^(?:src-|bench\/)/,
    except: /^src-main\/testing\/|^bench\//,
    to: /^src-main\/testing\//,
    code: true,
    why: 'What lies in src-main/testing is for tests alone.',
  },
  {
    from: /^(?:src-|e2e\/)/,
    except: /^src-main\/hosts\/electron\//,
    to: /^electron(?:\/|$)/,
    why: 'Only src-main/hosts/electron knows Electron.',
  },
  {
    from: /^src-(?:shared|renderer)\//,
    to: /^node:/,
    code: true,
    why: 'This code also runs in the renderer, which has no Node built-ins.',
  },
  {
    from: /^src-/,
    except: /^src-main\/core\/provider\/spawn\.ts$/,
    to: /^execa$/,
    why: 'Processes are started in src-main/core/provider/spawn.ts only.',
  },
  {
    from: /^src-/,
    except: /^src-main\/core\/ground\/watch\.ts$/,
    to: /^chokidar$/,
    why: 'Folders are watched in src-main/core/ground/watch.ts only.',
  },
  {
    from: /^src-/,
    except: /^src-shared\/contract\.ts$|^src-main\/(?:rpc|hosts|testing)\/|^src-renderer\/link\/|\.test\.tsx?$/,
    to: /^@orpc\//,
    why: 'oRPC is named in the contract, in src-main/rpc, in the hosts and in src-renderer/link only.',
  },
]

const kindToldApart = /\bkind\s*[!=]==\s*'(?:anthropic|openai|command)'|\bcase '(?:anthropic|openai|command)':/

const isTest = (path: string): boolean => /\.(?:test|spec)\.tsx?$/.test(path)

/** Why the file at `path` (from the root, with `/`) may not import what it writes as `specifier`; null when it may. */
export function problemOfImport(path: string, specifier: string): string | null {
  const to = specifier.startsWith('.')
    ? posix.join(posix.dirname(path), specifier)
    : specifier.replace(/^#shared\//, 'src-shared/')
  const broken = rules.find(
    (rule) =>
      rule.from.test(path) && rule.to.test(to) && !rule.except?.test(path) && !(rule.code === true && isTest(path)),
  )
  if (broken !== undefined) return broken.why
  const [mine, theirs] = [roomOf(path), roomOf(to)]
  if (mine === null || theirs === null || isTest(path)) return null
  if (mine < 0 || theirs < 0) return `The core has these rooms: ${rooms.join(', ')}.`
  return theirs <= mine ? null : `Rooms import from those before them: ${rooms.join(' ← ')}.`
}

/** What a text imports: every way to reach a module, types in an `import()` and calls of `require` included. */
export function importsOf(text: string): string[] {
  return [...text.matchAll(/\b(?:from|import|require)\s*\(?\s*['"`]([^'"`\n$]+)['"`]/g)].map(([, name = '']) => name)
}

/** What else is wrong with a source file by the house's rules. */
export function problemsOfText(path: string, text: string): string[] {
  const problems: string[] = []
  const [first = ''] = text.split('\n')
  if (text.split('\n').length - 1 > 300 && !isTest(path) && !/^\/[/*]/.test(first)) {
    problems.push('A file of more than 300 lines says at its top why it is one.')
  }
  if (/\bipcMain\s*\.\s*handle|\bipcRenderer\s*\.\s*(?:invoke|sendSync)\b/.test(text)) {
    problems.push('Panel and core speak the contract; there is no channel besides it.')
  }
  if (/^src-main\/core\/(?!settings\/)/.test(path) && !isTest(path) && kindToldApart.test(text)) {
    problems.push(
      'What differs between kinds of provider is asked of the one that provider/providers/registry.ts gives.',
    )
  }
  return problems
}

/** Place of the room in the order; -1 for a folder that is no room, null outside the core. */
function roomOf(path: string): number | null {
  const [, name] = /^src-main\/core\/([^/]+)/.exec(path) ?? []
  return name === undefined ? null : rooms.indexOf(name)
}
