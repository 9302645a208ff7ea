import { CircleAlert, CircleCheck, TriangleAlert } from 'lucide-react'
import type { PlacedProblem, SettingsView } from '#shared/settings'
import { counted } from '#shared/words'
import { useBoard } from '../../state/board'
import { CopyButton } from '../../ui/copy-button'

/** What is wrong with the files as they are on the disk, and what is only strange. */
export function SettingsProblems({ problems, warnings = [] }: Pick<SettingsView, 'problems' | 'warnings'>) {
  return (
    <>
      {problems.length === 0 ? (
        <p className="flex items-center gap-1.5 text-completed">
          <CircleCheck aria-hidden size={15} /> The settings have no problems.
        </p>
      ) : (
        <div role="alert" aria-label="Problems of the settings" className="wash rounded-md p-2.5 text-dead">
          <h3 className="flex items-center gap-1.5 font-medium">
            <CircleAlert aria-hidden size={15} /> {counted(problems.length, 'problem')}
          </h3>
          <p className="text-ink">What was right before stays in force until the files are mended.</p>
          <Placed list={problems} />
        </div>
      )}
      {warnings.length > 0 && (
        <div role="note" aria-label="Warnings of the settings" className="wash rounded-md p-2.5 text-waiting">
          <h3 className="flex items-center gap-1.5 font-medium">
            <TriangleAlert aria-hidden size={15} /> {counted(warnings.length, 'warning')}
          </h3>
          <Placed list={warnings} />
        </div>
      )}
    </>
  )
}

function Placed({ list }: { readonly list: readonly PlacedProblem[] }) {
  const home = useBoard((board) => board.home.path)
  return (
    <ul className="mt-1 flex flex-col gap-1.5 text-ink">
      {list.map(({ file, line, column, sentence }) => {
        const place = [file, line, column].filter((part) => part !== null).join(':')
        return (
          <li key={`${place} ${sentence}`} className="break-words">
            <span className="flex items-center gap-1 text-xs">
              <code className="min-w-0 break-all font-mono" title={file}>
                {shortened(file, home)}
              </code>
              {line !== null && (
                <span className="numeric whitespace-nowrap">
                  line {line}, column {column}
                </span>
              )}
              <CopyButton name={`Copy place ${place}`} text={place} />
            </span>
            <span className="block">{sentence}</span>
          </li>
        )
      })}
    </ul>
  )
}

function shortened(file: string, home: string): string {
  const rest = file.startsWith(home) ? file.slice(home.length) : ''
  return /^[/\\]./.test(rest) ? rest.slice(1) : file
}
