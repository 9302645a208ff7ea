/** What the first bytes of a program's file say of what it needs to run. */
export type ProgramHead =
  /** `words`: what stands on its first line after the interpreter. */
  | {
      readonly kind: 'script'
      readonly interpreter: string
      readonly words: readonly string[]
      readonly windowsLine: boolean
    }
  /** `loader`: the program that loads it, which is another one on systems with another C library. */
  | { readonly kind: 'elf'; readonly machine: string; readonly loader: string | null }
  | { readonly kind: 'other' }

/** As much of a file as is looked at. */
export const headBytes = 16 * 1024

/** By the numbers of the format, under the names of `process.arch`. */
const machines: Readonly<Record<number, string>> = {
  3: 'ia32',
  40: 'arm',
  62: 'x64',
  183: 'arm64',
  243: 'riscv64',
  21: 'ppc64',
  22: 's390x',
}
const loaderSegment = 3

export function programHead(bytes: Buffer): ProgramHead {
  if (bytes.toString('latin1', 0, 2) === '#!') return script(bytes)
  if (bytes.toString('latin1', 0, 4) === '\x7fELF' && bytes.length >= 64) return elf(bytes)
  return { kind: 'other' }
}

function script(bytes: Buffer): ProgramHead {
  const end = bytes.indexOf('\n')
  const line = bytes.toString('utf8', 2, end === -1 ? Math.min(bytes.length, 4096) : end)
  const [interpreter = '', ...words] = line.trim().split(/\s+/)
  return { kind: 'script', interpreter, words, windowsLine: line.endsWith('\r') }
}

function elf(bytes: Buffer): ProgramHead {
  const is64 = bytes[4] === 2
  const isLittle = bytes[5] === 1
  const number = (at: number, size: 2 | 4 | 8): number => {
    if (at + size > bytes.length) return 0
    if (size === 8) return Number(isLittle ? bytes.readBigUInt64LE(at) : bytes.readBigUInt64BE(at))
    return isLittle ? bytes.readUIntLE(at, size) : bytes.readUIntBE(at, size)
  }
  const code = number(18, 2)
  const machine = machines[code] ?? `machine ${code}`
  const table = is64 ? number(32, 8) : number(28, 4)
  const entrySize = number(is64 ? 54 : 42, 2)
  const entries = Math.min(number(is64 ? 56 : 44, 2), 64)
  for (let entry = 0; entry < entries; entry++) {
    const at = table + entry * entrySize
    if (at + 40 > bytes.length || number(at, 4) !== loaderSegment) continue
    const from = is64 ? number(at + 8, 8) : number(at + 4, 4)
    const length = is64 ? number(at + 32, 8) : number(at + 16, 4)
    const loader = bytes.toString('utf8', from, Math.min(from + length, bytes.length)).replace(/\0.*$/s, '')
    return { kind: 'elf', machine, loader: loader === '' ? null : loader }
  }
  return { kind: 'elf', machine, loader: null }
}

/** The program that a first line with `env` asks for, past its options and the variables it sets. */
export function wantedOfEnv(words: readonly string[]): string | null {
  return words.find((word) => !word.startsWith('-') && !/^\w+=/.test(word)) ?? null
}
