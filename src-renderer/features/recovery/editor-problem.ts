import { lintGutter, setDiagnostics } from '@codemirror/lint'
import { type EditorState, type Extension, StateEffect, StateField, type Text } from '@codemirror/state'
import { Decoration, type DecorationSet, EditorView } from '@codemirror/view'
import type { TextProblem } from '#shared/contract'

const showLine = StateEffect.define<number | null>()
const lineMark = Decoration.line({ class: 'cm-problemLine' })

const problemLine = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(marks, change) {
    for (const effect of change.effects) {
      if (effect.is(showLine))
        return effect.value === null ? Decoration.none : Decoration.set(lineMark.range(effect.value))
    }
    return marks.map(change.changes)
  },
  provide: (field) => EditorView.decorations.from(field),
})

/** Room beside and in the text for the place of its problem. */
export const problemMarks: Extension = [lintGutter(), problemLine]

/** Marks the problem where it is; null takes the mark away. */
export function markProblem(view: EditorView, problem: TextProblem | null): void {
  const place = problem === null ? null : placeOf(view.state.doc, problem)
  const marks =
    problem === null || place === null
      ? []
      : [{ from: place.from, to: place.to, severity: 'error' as const, message: problem.sentence }]
  view.dispatch(setDiagnostics(view.state, marks), { effects: showLine.of(place?.line ?? null) })
}

/** Puts the cursor at the problem and shows it. */
export function goToProblem(view: EditorView, problem: TextProblem): void {
  const place = placeOf(view.state.doc, problem)
  if (place === null) return
  view.dispatch({ selection: { anchor: place.from }, effects: EditorView.scrollIntoView(place.from, { y: 'center' }) })
  view.focus()
}

/** From the place to the end of the word there; `line` is where its line begins. Null: the problem has no place. */
function placeOf(doc: EditorState['doc'] | Text, { line, column }: TextProblem) {
  if (line === null) return null
  const { from: start, to: end, text } = doc.line(Math.min(Math.max(line, 1), doc.lines))
  const from = Math.min(start + Math.max(0, (column ?? 1) - 1), end)
  const word = /^(?:"[^"]*"?|[\w.+-]+|\S)/.exec(text.slice(from - start))?.[0] ?? ''
  return { from, to: Math.min(from + word.length, end), line: start }
}
