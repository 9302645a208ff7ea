import { defaultKeymap, history, historyKeymap } from '@codemirror/commands'
import { json } from '@codemirror/lang-json'
import { bracketMatching } from '@codemirror/language'
import { unifiedMergeView } from '@codemirror/merge'
import { Compartment, EditorState } from '@codemirror/state'
import {
  drawSelection,
  EditorView,
  highlightActiveLine,
  highlightActiveLineGutter,
  keymap,
  lineNumbers,
} from '@codemirror/view'
import { type RefObject, useEffect, useImperativeHandle, useRef } from 'react'
import type { TextProblem } from '#shared/contract'
import { editorLook } from './editor-look'
import { goToProblem, markProblem, problemMarks } from './editor-problem'
import type { Draft } from './use-text-check'

export interface EditorReach {
  goTo(problem: TextProblem): void
}

interface TextEditorProps {
  readonly name: string
  readonly text: string
  /** Whether what differs from `text` is shown. */
  readonly showsChanges: boolean
  readonly problem: TextProblem | null
  readonly onEdit: (draft: Draft) => void
  readonly reach: RefObject<EditorReach | null>
}

/** An editor of JSON. Loaded only when somebody edits: it is half as large as the rest of the panel. */
export function TextEditor({ name, text, showsChanges, problem, onEdit, reach }: TextEditorProps) {
  const place = useRef<HTMLDivElement>(null)
  const view = useRef<EditorView | null>(null)
  const changes = useRef(new Compartment())
  const edited = useRef(onEdit)
  useEffect(() => {
    edited.current = onEdit
  }, [onEdit])

  // biome-ignore lint/correctness/useExhaustiveDependencies: the editor begins with its text and then has its own
  useEffect(() => {
    if (place.current === null) return
    const original = EditorState.create({ doc: text }).doc
    const created = new EditorView({
      parent: place.current,
      doc: original,
      extensions: [
        lineNumbers(),
        highlightActiveLine(),
        highlightActiveLineGutter(),
        history(),
        drawSelection(),
        bracketMatching(),
        json(),
        keymap.of([...defaultKeymap, ...historyKeymap]),
        EditorView.lineWrapping,
        EditorView.contentAttributes.of({ 'aria-label': name }),
        EditorView.updateListener.of(({ docChanged, state: { doc } }) => {
          if (docChanged) edited.current({ read: () => doc.toString(), changed: !doc.eq(original) })
        }),
        problemMarks,
        changes.current.of([]),
        editorLook,
      ],
    })
    view.current = created
    created.focus()
    return () => created.destroy()
  }, [])

  useEffect(() => {
    const shown = showsChanges
      ? unifiedMergeView({ original: text, mergeControls: false, syntaxHighlightDeletions: false })
      : []
    view.current?.dispatch({ effects: changes.current.reconfigure(shown) })
  }, [showsChanges, text])

  useEffect(() => {
    if (view.current !== null) markProblem(view.current, problem)
  }, [problem])

  useImperativeHandle(reach, () => ({
    goTo: (to) => {
      if (view.current !== null) goToProblem(view.current, to)
    },
  }))
  return (
    <div
      ref={place}
      className="min-h-0 flex-1 overflow-hidden rounded-md border border-line focus-within:border-accent focus-within:ring-1 focus-within:ring-accent"
    />
  )
}
