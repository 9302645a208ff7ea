import { type Finding, verdicts } from '#shared/finding'
import { table } from './format-table'
import { harmless, type Paint, type Style } from './paint'

const styles: Readonly<Record<Finding['verdict'], Style>> = {
  ok: 'green',
  notice: 'cyan',
  warning: 'yellow',
  error: 'red',
}

/** What was examined, worst last, each with what to do about it. */
export function formatFindings(findings: readonly Finding[], paint: Paint): string {
  const ordered = findings.toSorted((a, b) => verdicts.indexOf(a.verdict) - verdicts.indexOf(b.verdict))
  const rows = ordered.flatMap(({ id, verdict, detail, remedy }) => [
    [paint(styles[verdict], verdict), id, harmless(detail)],
    ...(remedy === null ? [] : [['', '', paint('dim', `→ ${harmless(remedy)}`)]]),
  ])
  const numbers = verdicts
    .map((verdict) => `${findings.filter((finding) => finding.verdict === verdict).length} ${verdict}`)
    .join(', ')
  return `${table(rows)}\n\n${numbers}`
}
