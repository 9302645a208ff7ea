import type { OrchestratorView, WorkflowView } from '#shared/run'
import { type Call, inTime, slowOwner } from './call'
import { CommandFailure, exitCodes } from './command-failure'
import { formatOrchestrator, formatOrchestrators, formatWorkflow, formatWorkflows } from './format-orchestrators'
import { counted } from './format-table'
import { askFiles } from './home-calls'
import { assertHome } from './owner-link'

/** The orchestrators of the settings as they are on the disk. */
export async function orchestratorList(call: Call): Promise<number> {
  const orchestrators = await views(call)
  call.voice.answer({ orchestrators }, () => formatOrchestrators(orchestrators, call.voice.paint))
  return exitCodes.done
}

export async function orchestratorShow(call: Call, id: string): Promise<number> {
  const orchestrator = named(await views(call), id)
  call.voice.answer({ orchestrator }, () => formatOrchestrator(orchestrator, call.voice.paint))
  return exitCodes.done
}

/** Fails when an orchestrator could not be used as its files are. */
export async function orchestratorCheck(call: Call, id: string | null): Promise<number> {
  const all = await views(call)
  const checked = id === null ? all : [named(all, id)]
  const problems = checked.flatMap((one) => one.problems.map((sentence) => ({ orchestrator: one.id, sentence })))
  call.voice.answer({ ok: problems.length === 0, checked: checked.map((one) => one.id), problems }, () =>
    problems.length > 0
      ? problems.map(({ sentence }) => sentence).join('\n')
      : `${counted(checked.length, 'orchestrator')} can be used.`,
  )
  return problems.length === 0 ? exitCodes.done : exitCodes.failed
}

export async function workflowList(call: Call, orchestrator: string | null): Promise<number> {
  const found = await workflows(call, orchestrator)
  call.voice.answer({ workflows: found }, () => formatWorkflows(found, call.voice.paint))
  return exitCodes.done
}

export async function workflowShow(call: Call, id: string, orchestrator: string | null): Promise<number> {
  const fitting = (await workflows(call, orchestrator)).filter((workflow) => workflow.id === id)
  const [only, ...more] = fitting
  if (only === undefined) {
    throw new CommandFailure('no_such_workflow', `There is no workflow ${id}.`, {
      nextStep: 'See lanekeeper workflow list.',
    })
  }
  if (more.length > 0) {
    const owners = fitting.map((workflow) => workflow.orchestrator)
    throw new CommandFailure('ambiguous', `${owners.length} orchestrators have a workflow ${id}.`, {
      nextStep: `Name one with --orchestrator: ${owners.join(', ')}.`,
      beside: { orchestrators: owners },
    })
  }
  call.voice.answer({ workflow: only }, () => formatWorkflow(only, call.voice.paint))
  return exitCodes.done
}

export type OwnedWorkflow = WorkflowView & { readonly orchestrator: string }

async function workflows(call: Call, orchestrator: string | null): Promise<OwnedWorkflow[]> {
  const all = await views(call)
  const chosen = orchestrator === null ? all : [named(all, orchestrator)]
  return chosen.flatMap((one) => one.workflows.map((workflow) => ({ orchestrator: one.id, ...workflow })))
}

function named(all: readonly OrchestratorView[], id: string): OrchestratorView {
  const found = all.find((one) => one.id === id)
  if (found !== undefined) return found
  throw new CommandFailure('no_such_orchestrator', `There is no orchestrator ${id}.`, {
    nextStep: 'See lanekeeper orchestrator list.',
  })
}

async function views(call: Call): Promise<OrchestratorView[]> {
  assertHome(call)
  return inTime(call, slowOwner, () => askFiles(call, (calls) => calls.orchestrators.list()))
}
