import type { TestRunsOptions } from '../runs/test-effective'

const outputs = { outputs: ['result'], output_files: { result: 'r.txt' } }

/** A workflow with a review loop and a shell step, and a pipeline that asks once. */
export const crashOptions: TestRunsOptions = {
  workflows: [
    {
      id: 'w',
      inputs: ['user_prompt'],
      steps: [
        { id: 'build', type: 'agent_task', agent: 'write', prompt: 'Build.', ...outputs },
        {
          id: 'check',
          type: 'agent_review',
          agent: 'reject_1',
          prompt: 'Check {{steps.build.outputs.result}}.',
          outputs: ['decision', 'feedback'],
          output_files: { decision: 'd.txt', feedback: 'f.md' },
          on_approve: 'pack',
          on_reject: 'build',
          limits: { max_retries: 5 },
        },
        { id: 'pack', type: 'shell', run: 'echo packed' },
      ],
    },
  ],
  pipeline: {
    id: 'p',
    inputs: ['word'],
    steps: [{ id: 'go', type: 'agent_task', agent: 'fails_2', prompt: 'Go.', limits: { max_retries: 1 }, ...outputs }],
  },
}

/** How often the scripted worker begins when nothing is done twice. */
export const begunInAll = 7
