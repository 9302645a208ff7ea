export interface Sample {
  readonly labels?: Readonly<Record<string, string>>
  readonly value: number
  /** Follows the family's name, as `_bucket` of a histogram. */
  readonly suffix?: string
}

/** One metric with all its samples. Names and labels are ours and need no escaping; values of labels do. */
export interface Family {
  readonly name: string
  readonly help: string
  readonly type: 'counter' | 'gauge' | 'histogram' | 'summary'
  readonly samples: readonly Sample[]
}

export const metricsContentType = 'text/plain; version=0.0.4; charset=utf-8'

/** Metrics in the text format that Prometheus reads. A family without samples is left out. */
export function metricsText(families: readonly Family[]): string {
  return families
    .filter(({ samples }) => samples.length > 0)
    .map(({ name, help, type, samples }) => {
      const lines = samples.map(
        (sample) => `${name}${sample.suffix ?? ''}${labelText(sample.labels)} ${number(sample.value)}`,
      )
      return `# HELP ${name} ${escaped(help)}\n# TYPE ${name} ${type}\n${lines.join('\n')}\n`
    })
    .join('')
}

function labelText(labels: Sample['labels'] = {}): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${escaped(value).replaceAll('"', '\\"')}"`)
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`
}

function escaped(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n')
}

function number(value: number): string {
  if (Number.isNaN(value)) return 'NaN'
  if (value === Number.POSITIVE_INFINITY) return '+Inf'
  return value === Number.NEGATIVE_INFINITY ? '-Inf' : String(value)
}
