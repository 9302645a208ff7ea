import type { CSSProperties } from 'react'
import type { WorkflowGraph } from '#shared/run'
import { counted } from '#shared/words'
import { cx } from '../../ui/cx'
import type { StepMark } from '../runs/step-states'
import { kindLooks, stepLooks } from './step-look'

interface StepNodeProps {
  readonly node: WorkflowGraph['nodes'][number]
  readonly mark: StepMark | null
  readonly style: CSSProperties
  readonly onChoose?: ((step: string) => void) | undefined
}

/** One step in the drawing. In a run it leads to what happened in it. */
export function StepNode({ node: { id, kind, agent, description }, mark, style, onChoose }: StepNodeProps) {
  const look = stepLooks[mark?.state ?? 'untouched']
  const { Icon: KindIcon, word: kindWord } = kindLooks[kind]
  const { Icon } = look
  const who = agent === null ? kindWord : `${kindWord} · ${agent}`
  const looks = cx(
    'absolute flex flex-col justify-center gap-0.5 rounded-md border bg-panel px-2.5 text-left shadow-card',
    mark?.current === true ? cx('border-2 ring-3', look.ring) : look.border,
  )
  const told = mark !== null && onChoose !== undefined
  const text = (
    <>
      <span className="flex w-full items-center gap-1.5">
        <span className="min-w-0 flex-1 truncate font-medium text-xs">
          {told && <span className="sr-only">Step </span>}
          {id}
        </span>
        {Icon !== null && (
          <Icon
            aria-hidden
            size={14}
            className={cx('shrink-0', look.text, mark?.state === 'running' && 'animate-turn')}
          />
        )}
      </span>
      <span className="flex w-full items-center gap-1 text-2xs text-soft">
        <KindIcon aria-hidden size={11} className="shrink-0" />
        <span className="min-w-0 flex-1 truncate">
          {who}
          {told && <span className="sr-only">{`${look.word}${triedWords(mark.attempts)}`}</span>}
        </span>
        {mark !== null && mark.attempts > 1 && (
          <span aria-hidden className="numeric shrink-0">
            ×{mark.attempts}
          </span>
        )}
      </span>
    </>
  )
  const title = description === null ? `${id}: ${who}` : `${id}: ${who}. ${description}`
  if (!told) {
    return (
      <div style={style} title={title} className={looks}>
        {text}
      </div>
    )
  }
  return (
    <button
      type="button"
      style={style}
      title={title}
      aria-current={mark.current ? 'step' : undefined}
      data-step-state={mark.state}
      onClick={() => onChoose(id)}
      className={cx(looks, 'hover:bg-hover')}
    >
      {text}
    </button>
  )
}

function triedWords(attempts: number): string {
  return attempts === 0 ? '' : `, ${counted(attempts, 'attempt')}`
}
