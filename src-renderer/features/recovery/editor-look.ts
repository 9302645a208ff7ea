import { HighlightStyle, syntaxHighlighting } from '@codemirror/language'
import { EditorView } from '@codemirror/view'
import { tags } from '@lezer/highlight'

const color = (name: string) => `var(--color-${name})`
const mixed = (name: string, percent: number) => `color-mix(in oklab, ${color(name)} ${percent}%, transparent)`

const frame = EditorView.theme({
  '&': { height: '100%', fontSize: '0.75rem', color: color('ink'), backgroundColor: color('sunken') },
  '&.cm-focused': { outline: 'none' },
  '.cm-scroller': { fontFamily: 'var(--font-mono)', lineHeight: '1.125rem' },
  '.cm-content': { caretColor: color('ink'), padding: '6px 0' },
  '.cm-cursor': { borderLeftColor: color('ink') },
  '.cm-gutters': { backgroundColor: color('sunken'), color: color('faint'), borderRight: `1px solid ${color('line')}` },
  '.cm-activeLine': { backgroundColor: mixed('accent', 6) },
  '.cm-activeLineGutter': { backgroundColor: mixed('accent', 12), color: color('ink') },
  '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground': {
    backgroundColor: mixed('accent', 28),
  },
  '&.cm-focused .cm-matchingBracket': { backgroundColor: mixed('accent', 24) },
  '.cm-tooltip': { backgroundColor: color('raised'), color: color('ink'), border: `1px solid ${color('line')}` },
  '.cm-diagnostic': { fontFamily: 'var(--font-sans)' },
  '.cm-problemLine': { backgroundColor: mixed('dead', 14) },
  '&.cm-merge-b .cm-changedLine, .cm-inlineChangedLine': { backgroundColor: mixed('completed', 7) },
  '&.cm-merge-b .cm-changedText': { background: 'none', boxShadow: `inset 0 -2px ${color('completed')}` },
  '.cm-deletedChunk': { backgroundColor: mixed('dead', 7) },
  '.cm-deletedChunk .cm-deletedText': { background: 'none', boxShadow: `inset 0 -2px ${color('dead')}` },
  '&.cm-merge-b .cm-changedLineGutter': { background: color('completed') },
  '.cm-deletedLineGutter': { background: color('dead') },
})

const words = HighlightStyle.define([
  { tag: tags.propertyName, color: color('accent') },
  { tag: tags.string, color: color('completed') },
  { tag: tags.number, color: color('failed') },
  { tag: [tags.bool, tags.null], color: color('rejected') },
  { tag: [tags.separator, tags.brace, tags.squareBracket], color: color('soft') },
])

/** The panel's colours; they are the style sheet's own, so the editor follows the theme by itself. */
export const editorLook = [frame, syntaxHighlighting(words)]
