import { setImmediate } from 'node:timers/promises'
import type { Parser, Tree } from 'web-tree-sitter'

/** So long a parse holds everything else up, in ms. */
const sliceMs = 15
/** So long it may take altogether. */
const longestMs = 10_000

let opened: Promise<Parser> | null = null
/** One parser serves one text at a time. */
let before: Promise<unknown> = Promise.resolve()

/** The tree of an HCL text, in slices that let everything else go on; null when it takes too long. To be deleted by whoever asks. */
export function hclTree(text: string): Promise<Tree | null> {
  const after = before.then(() => parsed(text))
  before = after.catch(() => {})
  return after
}

async function parsed(text: string): Promise<Tree | null> {
  opened ??= openParser()
  const parser = await opened
  const begun = performance.now()
  parser.reset()
  for (;;) {
    const sliceBegun = performance.now()
    const progressCallback = (): boolean => performance.now() - sliceBegun > sliceMs
    // Halted, it goes on where it was when it is asked again.
    const tree = parser.parse(text, null, { progressCallback })
    if (tree !== null) return tree
    if (performance.now() - begun > longestMs) return null
    await setImmediate()
  }
}

async function openParser(): Promise<Parser> {
  const [{ Parser, Language }, runtime, grammar] = await Promise.all([
    import('web-tree-sitter'),
    import('web-tree-sitter/web-tree-sitter.wasm?url&inline'),
    import('@tree-sitter-grammars/tree-sitter-hcl/tree-sitter-hcl.wasm?url&inline'),
  ])
  await Parser.init({ wasmBinary: bytesOf(runtime.default) })
  const parser = new Parser()
  parser.setLanguage(await Language.load(bytesOf(grammar.default)))
  return parser
}

function bytesOf(url: string): Uint8Array {
  return Buffer.from(url.slice(url.indexOf(',') + 1), 'base64')
}
