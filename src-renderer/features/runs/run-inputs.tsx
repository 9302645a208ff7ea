import { Card } from '../../ui/card'
import { CopyButton } from '../../ui/copy-button'

/** What the run was started with. */
export function RunInputs({ inputs }: { readonly inputs: Readonly<Record<string, string>> }) {
  const entries = Object.entries(inputs)
  return (
    <Card name="Inputs">
      {entries.length === 0 ? (
        <p className="text-soft">It needs none.</p>
      ) : (
        <dl className="flex flex-col gap-2">
          {entries.map(([name, value]) => (
            <div key={name} className="min-w-0">
              <dt className="flex items-center gap-1 font-mono text-faint text-xs">
                <span className="min-w-0 truncate">{name}</span>
                <CopyButton name={`Copy ${name}`} text={value} />
              </dt>
              <dd className="wrap-anywhere max-h-40 overflow-y-auto whitespace-pre-wrap">
                {value === '' ? <span className="text-faint">empty</span> : value}
              </dd>
            </div>
          ))}
        </dl>
      )}
    </Card>
  )
}
