import { parseArgs } from 'node:util'
import { z } from 'zod'
import { faultText } from '../../core/ground/fault-code'
import { homePathFrom } from '../../core/ground/home-path'
import { StartupProblem } from '../../core/ground/startup-problem'

export interface BrowserOptions {
  readonly homePath: string
  /** The port asked for; null: the usual one, or any free one when that is taken. 0 means any free port. */
  readonly port: number | null
  readonly openBrowser: boolean
  readonly startSupervisor: boolean
  /** Runs on its own: nobody waits for this process, so a stop from the command line ends it too. */
  readonly detached: boolean
  /** Where a development server serves the panel instead of this host, as an origin; null: this host does. */
  readonly devPanel: string | null
}

const usage = 'The options are --home DIR, --port N, --no-open, --start and --dev-panel URL.'

const Port = z
  .string()
  .regex(/^\d{1,5}$/)
  .transform(Number)
  .pipe(z.int().max(65535))
const LoopbackUrl = z.url({ protocol: /^http$/, hostname: /^(127\.0\.0\.1|localhost)$/ })

export function browserOptions(
  argv: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): BrowserOptions {
  const { home, port, 'no-open': noOpen, start, detached, 'dev-panel': devPanel } = parsed(argv)
  return {
    homePath: homePathFrom(home, env),
    port:
      port === undefined
        ? null
        : checked(Port, port, `--port ${port} is not a port.`, 'Use a number from 0 (any free port) to 65535.'),
    openBrowser: noOpen !== true,
    startSupervisor: start === true,
    detached: detached === true,
    devPanel:
      devPanel === undefined
        ? null
        : new URL(
            checked(
              LoopbackUrl,
              devPanel,
              `--dev-panel ${devPanel} is not an address on this machine.`,
              'Use one like http://127.0.0.1:5173.',
            ),
          ).origin,
  }
}

function parsed(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      options: {
        home: { type: 'string' },
        port: { type: 'string' },
        'no-open': { type: 'boolean' },
        start: { type: 'boolean' },
        detached: { type: 'boolean' },
        'dev-panel': { type: 'string' },
      },
    }).values
  } catch (error) {
    throw new StartupProblem(faultText(error), usage, { cause: error })
  }
}

function checked<T>(schema: z.ZodType<T>, text: string, sentence: string, nextStep: string): T {
  const result = schema.safeParse(text)
  if (!result.success) throw new StartupProblem(sentence, nextStep)
  return result.data
}
