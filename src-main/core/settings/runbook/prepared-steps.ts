/** Steps that a pipeline does not write down itself and that stand for what it says besides: they run in its shell, once. */
export interface OwnStep {
  readonly id: string
  readonly type: 'shell'
  readonly run: string
  readonly next: string
  readonly outputs?: readonly string[]
  readonly output_files?: Readonly<Record<string, string>>
  readonly judges?: string
  readonly is_aside: true
  readonly when_spent: 'escalate' | 'fail'
  readonly limits: { readonly max_retries: 0 }
  readonly workspace_mode: 'run_workspace' | 'orchestrator_workspace'
}

const once = { type: 'shell', is_aside: true, limits: { max_retries: 0 } } as const

/** What the commands of `prime` say is kept for the prompt of the step after it; one that fails keeps nobody from it. */
export function primeStep(id: string, script: string, next: string, mode: OwnStep['workspace_mode']): OwnStep {
  const run = `echo 'This is how things stand:' > "{{workflow.output_paths.said}}"
(
${script.trimEnd()}
) >> "{{workflow.output_paths.said}}" 2>&1 < /dev/null
true`
  const outputs = { outputs: ['said'], output_files: { said: 'said.txt' } }
  return { ...once, id, run, next, ...outputs, when_spent: 'escalate', workspace_mode: mode }
}

/** A gate judges the work of a step: with 0 it is good, else a person is asked, who may have it done again. */
export function gateStep(
  id: string,
  script: string,
  next: string,
  judges: string,
  mode: OwnStep['workspace_mode'],
): OwnStep {
  return { ...once, id, run: script, next, judges, when_spent: 'escalate', workspace_mode: mode }
}

/** Locals that run something are worked out before anything else, and are texts from then on. */
export function localsStep(id: string, locals: Readonly<Record<string, string>>, next: string): OwnStep {
  const names = Object.keys(locals)
  const lines = Object.entries(locals).map(
    ([name, text]) => `local_text="${text.replace(/\s+$/, '')}" || exit 1
printf '%s\\n' "$local_text" > "{{workflow.output_paths.${name}}}"`,
  )
  const output_files = Object.fromEntries(names.map((name) => [name, `${name}.txt`]))
  return {
    ...once,
    id,
    run: lines.join('\n'),
    next,
    outputs: names,
    output_files,
    when_spent: 'escalate',
    workspace_mode: 'orchestrator_workspace',
  }
}

export interface Worktree {
  /** Templates: a folder of the repository, the branch, and what it begins at. */
  readonly repository: string
  readonly branch: string
  readonly ref: string
}

const inRepository = ({
  repository,
  branch,
}: Worktree): string => `repository="$(git -C "${repository}" rev-parse --show-toplevel)" || exit 1
branch="${branch}"
folder="{{workflow.run_workspace}}"
mark="$(dirname "$folder")/branch.txt"
made="$(cat "$mark" 2> /dev/null)"`

/**
 * The folder of the run becomes a worktree with a branch of its own. Begun again after a crash, it takes what is there; a branch
 * that is there already is not worked on, nor taken away in the end: which one a run made stands in its folder.
 */
export function worktreeStep(id: string, worktree: Worktree, next: string): OwnStep {
  const run = `${inRepository(worktree)}
start="${worktree.ref}"
git -C "$repository" worktree prune
if [ -e "$folder/.git" ]; then exit 0; fi
if git -C "$repository" rev-parse -q --verify "refs/heads/$branch" > /dev/null; then
  if [ "$made" != "$branch" ]; then
    echo "The branch $branch is there already. Take it away, or give each run a branch of its own." >&2
    exit 1
  fi
  git -C "$repository" worktree add -f -- "$folder" "$branch"
else
  printf '%s' "$branch" > "$mark" || exit 1
  git -C "$repository" worktree add -b "$branch" -- "$folder" "$start" || { rm -f "$mark"; exit 1; }
fi`
  return { ...once, id, run, next, when_spent: 'escalate', workspace_mode: 'orchestrator_workspace' }
}

/** A run that is done or was canceled leaves no worktree behind; one that failed leaves it to be looked at. */
export function worktreeGoneStep(id: string, worktree: Worktree): OwnStep {
  const run = `${inRepository(worktree)}
git -C "$repository" worktree remove --force -- "$folder"
git -C "$repository" worktree prune
if [ "$made" = "$branch" ]; then git -C "$repository" branch -D -- "$branch"; fi
mkdir -p "$folder"
true`
  return { ...once, id, run, next: 'done', when_spent: 'fail', workspace_mode: 'orchestrator_workspace' }
}
