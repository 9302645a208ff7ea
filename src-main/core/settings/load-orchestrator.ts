import { join } from 'node:path'
import { orchestratorProblems, orchestratorWarnings } from './orchestrator-problems'
import { isPromptFile, type ReadPrompt, stepPrompt } from './prompt-files'
import type { ValueProblem } from './schema-problems'
import { OrchestratorFile, type Settings } from './settings-schema'
import { withGivenInputs } from './workflow/given-inputs'
import { loadYaml, placed, placeInText, type SettingsProblem } from './yaml-file'
import type { Places } from './yaml-places'

/** An orchestrator as its files are now. */
export interface LoadedOrchestrator {
  readonly id: string
  readonly file: string
  /** With the texts of its prompt files; null when it cannot be used. */
  readonly value: OrchestratorFile | null
  readonly problems: readonly SettingsProblem[]
  readonly warnings: readonly SettingsProblem[]
  /** Every file it is made of, those that are missing included. */
  readonly files: readonly string[]
}

/** Reads and checks `orchestrator.yaml` of a workspace and the prompt files it names. Never throws for what they say. */
export async function loadOrchestrator(id: string, workspace: string, settings: Settings): Promise<LoadedOrchestrator> {
  const file = join(workspace, 'orchestrator.yaml')
  const loaded = await loadYaml(file, OrchestratorFile)
  if (!loaded.ok) return { id, file, value: null, problems: loaded.problems, warnings: [], files: [file] }
  const { value, prompts } = await withPrompts(loaded.value, workspace)
  const at = (problem: ValueProblem): SettingsProblem => placedProblem(problem, file, loaded.places, prompts)
  const missing = [...prompts.values()].flatMap(({ path, prompt }) =>
    prompt.ok ? [] : [at({ path, sentence: prompt.sentence })],
  )
  const problems = [...missing, ...orchestratorProblems(id, value, settings).map(at)]
  return {
    id,
    file,
    value: problems.length === 0 ? value : null,
    problems,
    warnings: orchestratorWarnings(value, settings).map(at),
    files: [
      file,
      ...[...prompts.values()].flatMap(({ prompt }) => [prompt.file ?? [], prompt.ok ? prompt.context : []].flat()),
    ],
  }
}

/** Prompt files with the path of the value that names them, by that path as JSON. */
type Prompts = ReadonlyMap<string, { readonly path: readonly PropertyKey[]; readonly prompt: ReadPrompt }>

async function withPrompts(
  file: OrchestratorFile,
  workspace: string,
): Promise<{ value: OrchestratorFile; prompts: Prompts }> {
  const prompts = new Map<string, { path: PropertyKey[]; prompt: ReadPrompt }>()
  const value = structuredClone(file)
  for (const [index, { steps }] of value.workflows.entries()) {
    for (const [at, step] of steps.entries()) {
      if (step.type === 'shell' || !isPromptFile(step.prompt)) continue
      const prompt = await stepPrompt(workspace, step.prompt)
      const path = ['workflows', index, 'steps', at, 'prompt']
      prompts.set(JSON.stringify(path), { path, prompt })
      if (prompt.ok) step.prompt = prompt.text
    }
  }
  return { value: { ...value, workflows: value.workflows.map(withGivenInputs) }, prompts }
}

/** A problem with a piece of a prompt that has a file of its own stands in that file. */
function placedProblem(problem: ValueProblem, file: string, places: Places, prompts: Prompts): SettingsProblem {
  const prompt = typeof problem.part === 'object' ? prompts.get(JSON.stringify(problem.path))?.prompt : undefined
  if (typeof problem.part !== 'object' || prompt?.ok !== true) return placed(file, places, problem)
  return placeInText(prompt.file, prompt.text, problem.part.text, problem.sentence)
}
