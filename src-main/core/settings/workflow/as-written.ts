/** What people and DireClaw write in several ways, in the one way the schemas know. Anything else is left to the schemas. */

type Fields = Record<string, unknown>

/** A key that stands there with nothing, as DireClaw writes what was left out, is as good as no key. */
export function withoutNothings(value: unknown): unknown {
  if (!isFields(value)) return value
  return Object.fromEntries(Object.entries(value).filter(([, field]) => field !== null))
}

/** `outputs: [summary, artifact?]`: a question mark says that an output may be left out. */
export function stepAsWritten(value: unknown): unknown {
  const step = withoutNothings(value)
  if (!isFields(step)) return step
  const { outputs, output_files: files, final_output_priority: priority } = step
  const marked = textsOf(outputs).filter(isMarked).map(unmarked)
  return {
    ...step,
    ...(Array.isArray(outputs) ? { outputs: outputs.map(unmarked) } : {}),
    ...(marked.length === 0 ? {} : { optional_outputs: [...new Set([...textsOf(step.optional_outputs), ...marked])] }),
    ...(isFields(files) ? { output_files: mapKeys(files, unmarkedKey) } : {}),
    ...(Array.isArray(priority) ? { final_output_priority: priority.map(unmarked) } : {}),
  }
}

/** `inputs: ticket` is a list of one, and a name that stands there twice is one input. */
export function workflowAsWritten(value: unknown): unknown {
  const workflow = withoutNothings(value)
  if (!isFields(workflow)) return workflow
  const { inputs } = workflow
  if (typeof inputs === 'string') return { ...workflow, inputs: [inputs.trim()] }
  if (!Array.isArray(inputs)) return workflow
  const trimmed = inputs.map((name: unknown) => (typeof name === 'string' ? name.trim() : name))
  return { ...workflow, inputs: [...new Set(trimmed)] }
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function textsOf(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((one: unknown) => typeof one === 'string') : []
}

function isMarked(key: string): boolean {
  return key.trim().endsWith('?')
}

function unmarked(key: unknown): unknown {
  return typeof key === 'string' ? unmarkedKey(key) : key
}

function unmarkedKey(key: string): string {
  return key.trim().replace(/\s*\?$/, '')
}

function mapKeys(fields: Fields, change: (key: string) => string): Fields {
  return Object.fromEntries(Object.entries(fields).map(([key, value]) => [change(key), value]))
}
