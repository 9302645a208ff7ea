import type { Decision } from '#shared/decision'
import { hashOf, type Route } from '../../state/route'
import { CopyButton } from '../../ui/copy-button'
import { TextBlock } from '../../ui/text-block'
import { TimeAgo } from '../../ui/time-ago'
import { useOpenDecision } from './decision-state'

/** What is asked, and everything that helps to decide it. */
export function DecisionContext({ decision }: { readonly decision: Decision }) {
  const { question, createdAt, runId, lane, itemId, tried, lastError, evidence } = decision
  return (
    <>
      <div>
        <p className="wrap-anywhere whitespace-pre-wrap text-md">{question}</p>
        <p className="mt-1 flex flex-wrap gap-x-4 text-faint text-xs">
          <span>
            Asked <TimeAgo at={createdAt} />
          </span>
          {runId !== null && <Way to={{ page: 'runs', chosen: runId }}>Show run</Way>}
          {lane !== null && itemId !== null && (
            <Way to={{ page: 'lanes', chosen: { lane, id: itemId } }}>Show item</Way>
          )}
        </p>
      </div>
      {tried.length > 0 && (
        <section aria-label="What was tried">
          <h3 className="mb-1 font-medium text-soft text-xs">What was tried, oldest first</h3>
          <ol className="flex list-decimal flex-col gap-0.5 pl-6">
            {tried.map((attempt, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: what was tried does not change any more
              <li key={index} className="wrap-anywhere whitespace-pre-wrap">
                {attempt}
              </li>
            ))}
          </ol>
        </section>
      )}
      {lastError !== null && (
        <div className="shrink-0">
          <TextBlock name="Last error" text={lastError} />
        </div>
      )}
      {evidence.length > 0 && (
        <section aria-label="Evidence">
          <h3 className="mb-1 font-medium text-soft text-xs">Files that help to decide</h3>
          <ul className="flex flex-col gap-1">
            {evidence.map(({ label, path }) => (
              <li key={`${label} ${path}`} className="flex items-center gap-2">
                <span className="shrink-0">{label}</span>
                <code className="min-w-0 truncate font-mono text-soft text-xs" title={path}>
                  {path}
                </code>
                <CopyButton name={`Copy path of ${label}`} text={path} />
              </li>
            ))}
          </ul>
        </section>
      )}
    </>
  )
}

/** Leads to another page, with the dialog closed; what the address names closes by leaving that address. */
function Way({ to, children }: { readonly to: Route; readonly children: string }) {
  return (
    <a
      href={hashOf(to)}
      onClick={() => useOpenDecision.setState({ id: null })}
      className="font-medium text-accent hover:underline"
    >
      {children}
    </a>
  )
}
