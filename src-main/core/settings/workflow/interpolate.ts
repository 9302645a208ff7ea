import { pieceOf, placeholderSource } from './placeholder'
import { shellScript } from './shell-script'

/** The values a template may name: `inputs.x`, `steps.<id>.outputs.x`, `state.x`, `workflow.x`. */
export type TemplateValues = ReadonlyMap<string, string>

export type Interpolated =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly unknown: readonly string[] }

const placeholder = new RegExp(placeholderSource, 'g')

/** The names a template uses, each once, in order. */
export function templateNames(template: string): string[] {
  return placeholders(template).map(({ name }) => name)
}

/** The placeholders of a template, the first of each name, as they are written. */
export function placeholders(template: string): { readonly name: string; readonly text: string }[] {
  const found = new Map<string, string>()
  for (const [text, name = ''] of template.matchAll(placeholder)) if (!found.has(name)) found.set(name, text)
  return [...found].map(([name, text]) => ({ name, text }))
}

/**
 * Fills a template in one pass: what is filled in is never read as a template again, so no value can name another. Names
 * that have no value make the whole fail.
 */
export function interpolated(template: string, values: TemplateValues): Interpolated {
  const unknown = templateNames(template).filter((name) => !values.has(name))
  if (unknown.length > 0) return { ok: false, unknown }
  return {
    ok: true,
    text: template.replace(placeholder, (_match, name: string, piece: string) =>
      pieceOf(values.get(name) ?? '', piece),
    ),
  }
}

/**
 * Fills a shell line. A line that is exactly one placeholder runs as given; a placeholder inside a longer line is one quoted
 * value wherever it stands, so a value cannot become syntax.
 */
export function interpolatedShell(template: string, values: TemplateValues): Interpolated {
  const line = template.trim()
  if (/^\{\{\s*[A-Za-z0-9_.-]+\s*\}\}$/.test(line)) return interpolated(line, values)
  const unknown = templateNames(template).filter((name) => !values.has(name))
  return unknown.length > 0 ? { ok: false, unknown } : { ok: true, text: shellScript(template, values) }
}
