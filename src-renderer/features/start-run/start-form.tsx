import { Play } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { toast } from 'sonner'
import type { OrchestratorView } from '#shared/run'
import { ask } from '../../link/ask'
import type { Failure } from '../../link/failure'
import { link } from '../../link/link'
import { goTo, hashOf } from '../../state/route'
import { Field } from '../../ui/field'
import { FormFoot } from '../../ui/form-foot'
import { LongField } from '../../ui/long-field'
import { Select } from '../../ui/select'
import { type InputProblems, inputProblems, linesFor, textUnder } from './input-shape'
import { firstChoice, obstacleTo } from './start-choice'
import { closeStart, type StartDraft } from './start-state'
import { WorkflowAbout } from './workflow-about'

interface StartFormProps {
  readonly orchestrators: readonly OrchestratorView[]
  readonly draft: StartDraft
}

export function StartForm({ orchestrators, draft }: StartFormProps) {
  const [chosen, setChosen] = useState(() => firstChoice(orchestrators, draft))
  const [values, setValues] = useState<Readonly<Record<string, string>>>(draft.inputs ?? {})
  const [problems, setProblems] = useState<InputProblems>({})
  const [failure, setFailure] = useState<Failure | null>(null)
  const [sending, setSending] = useState(false)
  const orchestrator = orchestrators.find(({ id }) => id === chosen.orchestrator)
  const workflow = orchestrator?.workflows.find(({ id }) => id === chosen.workflow)
  const start = async () => {
    if (orchestrator === undefined || workflow === undefined || sending) return
    const found = inputProblems(workflow.inputs, values)
    setProblems(found)
    if (Object.keys(found).length > 0) return
    setSending(true)
    const inputs = Object.fromEntries(workflow.inputs.map((name) => [name, textUnder(values, name)]))
    const run = { orchestrator: orchestrator.id, workflow: workflow.id, inputs }
    const asked = await ask(link, (client) => client.runs.start(run))
    setSending(false)
    if (!asked.ok) return setFailure(asked.failure)
    closeStart()
    goTo({ page: 'runs', chosen: asked.value.id })
    toast.success('Run put in line')
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    void start()
  }
  const choose = (next: StartDraft) => {
    setChosen(firstChoice(orchestrators, next))
    setProblems({})
    setFailure(null)
  }
  return (
    <form
      noValidate
      onSubmit={submit}
      onKeyDown={(event) => {
        if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) submit(event)
      }}
      className="flex min-h-0 flex-col"
    >
      <div className="flex min-h-0 flex-col gap-3 overflow-y-auto px-4 pt-1 pb-1">
        <div className="grid shrink-0 grid-cols-2 gap-3">
          <Field label="Orchestrator">
            {(control) => (
              <Select
                {...control}
                value={chosen.orchestrator ?? ''}
                onChange={(event) => choose({ orchestrator: event.target.value })}
              >
                {orchestrators.map(({ id, problems: wrong }) => (
                  <option key={id} value={id}>
                    {wrong.length > 0 ? `${id} (has problems)` : id}
                  </option>
                ))}
              </Select>
            )}
          </Field>
          <Field label="Workflow">
            {(control) => (
              <Select
                {...control}
                value={chosen.workflow ?? ''}
                onChange={(event) => choose({ ...chosen, workflow: event.target.value })}
              >
                {orchestrator?.workflows.map(({ id, isDefault }) => (
                  <option key={id} value={id}>
                    {isDefault ? `${id} (default)` : id}
                  </option>
                ))}
              </Select>
            )}
          </Field>
        </div>
        {orchestrator !== undefined && orchestrator.problems.length > 0 && (
          <p role="note" className="wash shrink-0 rounded-md p-2.5 text-dead">
            <span className="wrap-anywhere text-ink">{orchestrator.problems.join(' ')}</span>{' '}
            <a href={hashOf({ page: 'settings' })} onClick={closeStart} className="font-medium text-accent">
              Settings
            </a>
          </p>
        )}
        {workflow !== undefined && <WorkflowAbout workflow={workflow} />}
        {workflow?.inputs.map((name) => (
          <LongField
            key={name}
            label={name}
            problem={textUnder(problems, name) || null}
            value={textUnder(values, name)}
            lines={linesFor(name, textUnder(values, name))}
            onChange={(value) => {
              setValues({ ...values, [name]: value })
              setProblems({ ...problems, [name]: '' })
            }}
          />
        ))}
      </div>
      <FormFoot
        failure={failure}
        keys="Ctrl+Enter starts"
        word="Start"
        icon={<Play aria-hidden size={13} />}
        unavailable={sending ? 'It is being put in line.' : obstacleTo(orchestrators, chosen)}
        onLeave={closeStart}
      />
    </form>
  )
}
