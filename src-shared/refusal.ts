import { z } from 'zod'

/** Why something asked for is not possible now. `sentence` names the cause, `nextStep` what to do about it. */
export const Refusal = z.object({
  code: z.enum([
    'already_running',
    'not_running',
    'busy_stopping',
    'owned_by_another',
    'no_such_lane',
    'no_such_item',
    'item_moved',
    'not_offered',
    'not_a_message',
    'too_large',
    'no_such_invocation',
    'no_such_provider',
    'no_such_agent',
    'no_such_run',
    'no_such_output',
    'no_such_file',
    'no_such_workflow',
    'wrong_inputs',
    'no_such_decision',
    'already_resolved',
    'settings_invalid',
    'drop_too_large',
    'disk',
  ]),
  sentence: z.string(),
  nextStep: z.string().nullable(),
})
export type Refusal = z.infer<typeof Refusal>
