import { suggestion } from '../../ground/nearest'

/** What the placeholders of a pipeline may name. */
export interface Scope {
  /** Every variable that has a value when the pipeline runs. */
  readonly vars: readonly string[]
  /** The one variable through which Odd Jobs names the item as a whole: `${var.<it>.<field>}`. */
  readonly whole: string | null
  readonly locals: Readonly<Record<string, string>>
  /** Templates for other names, as `invoke.dir`. */
  readonly fixed?: Readonly<Record<string, string>>
}

export interface Misplaced {
  /** The placeholder as it stands in the text. */
  readonly text: string
  readonly sentence: string
}

export interface Templated {
  readonly template: string
  readonly problems: readonly Misplaced[]
}

const dotted = /\$\{\s*([A-Za-z_]\w*(?:\.[\w-]+)+)\s*((?::\d+){1,2})?\s*\}/g
const bare = /\$\{\s*([A-Za-z_]\w*)\s*\}/g
const workspaceNames: Readonly<Record<string, string>> = {
  root: 'workflow.run_workspace',
  id: 'workflow.run_id',
  nonce: 'workflow.run_id',
}
/** Names that only Odd Jobs fills in; a shell would take them for empty variables of its own. */
const onlyThere = new Set(['workspace', 'pipeline_id', 'job_id'])

/**
 * A text of a runbook as a template of ours: `${var.title}` becomes `{{inputs.title}}`. Names without a dot belong to the shell
 * and stay, and so does everything else. `${local.x}` is replaced by the local's own text.
 */
export function templated(text: string, scope: Scope): Templated {
  const problems: Misplaced[] = []
  for (const [found, name = ''] of text.matchAll(bare)) {
    if (scope.vars.includes(name)) problems.push({ text: found, sentence: `write \${var.${name}} for the variable` })
    else if (onlyThere.has(name)) problems.push({ text: found, sentence: `nothing fills in ${found} here` })
  }
  const template = text.replace(dotted, (found: string, name: string, piece = '') => {
    const named = nameFor(name, scope)
    const cut = 'template' in named ? cutTemplate(named.template, piece) : null
    if (cut !== null) return cut
    const sentence = 'sentence' in named ? named.sentence : `${found} cannot be cut: it is put together of texts`
    problems.push({ text: found, sentence })
    return found
  })
  return { template, problems }
}

/** A template with the piece that is wanted of it; null: it is more than one value. */
function cutTemplate(template: string, piece: string): string | null {
  if (piece === '') return template
  const numbers = piece
    .slice(1)
    .split(':')
    .map((digits) => Math.min(Number(digits), 9_999_999))
  const [, name] = /^\{\{([\w.-]+)\}\}$/.exec(template) ?? []
  return name === undefined ? null : `{{${name}:${numbers.join(':')}}}`
}

/** The locals that a text wants a piece of. */
export function cutLocals(text: string): string[] {
  return [...text.matchAll(dotted)].flatMap(([, name = '', piece]) =>
    piece !== undefined && name.startsWith('local.') ? [name.slice('local.'.length)] : [],
  )
}

type Named = { readonly template: string } | { readonly sentence: string }

function nameFor(full: string, scope: Scope): Named {
  const [space = '', name = '', field, ...more] = full.split('.')
  const shown = `\${${full}}`
  const fixed = scope.fixed !== undefined && Object.hasOwn(scope.fixed, full) ? scope.fixed[full] : undefined
  if (fixed !== undefined) return { template: fixed }
  if (more.length === 0 && (space === 'var' || space === 'item' || space === 'input')) {
    if (field === undefined && scope.vars.includes(name)) return { template: `{{inputs.${name}}}` }
    if (field !== undefined && (name === 'item' || name === scope.whole) && space !== 'item') {
      if (scope.vars.includes(field)) return { template: `{{inputs.${field}}}` }
      return { sentence: `${shown} names no variable${suggestion(field, scope.vars)}` }
    }
    return { sentence: `${shown} names no variable${suggestion(name, scope.vars)}` }
  }
  if (space === 'local' && field === undefined) return localFor(name, shown, scope)
  if ((space === 'workspace' || space === 'source') && field === undefined) {
    const known = Object.hasOwn(workspaceNames, name) ? workspaceNames[name] : undefined
    if (known !== undefined) return { template: `{{${known}}}` }
  }
  const near = suggestion(space, ['var', 'item', 'local', 'workspace', 'source'])
  return { sentence: `nothing here is called ${shown}${near}` }
}

function localFor(name: string, shown: string, scope: Scope): Named {
  const text = Object.hasOwn(scope.locals, name) ? scope.locals[name] : undefined
  if (text === undefined) return { sentence: `there is no ${shown}${suggestion(name, Object.keys(scope.locals))}` }
  // A local that names a local would need an order among them, and could name itself.
  return { template: templated(text, { ...scope, locals: {} }).template }
}

/** What is wrong with the text of a local, or null: it is put into other texts as it is. */
export function localProblem(text: string): string | null {
  if (text.includes('$(') || text.includes('`')) return 'a local runs nothing here; put it into a shell step'
  const fixed = text.replace(dotted, '')
  return /["\\]/.test(fixed) ? 'a local holds no quotes or backslashes here' : null
}
