import { z } from 'zod'
import { Permissions } from './invocation'

/** One key that an edit changed. Values that may be secrets are hidden; null: the key was not there. */
export const SettingsChange = z.object({
  /** `config.yaml`, `orchestrator <id>` or `queue <name>`. */
  where: z.string(),
  /** Dotted; empty: the whole of it. */
  path: z.string(),
  before: z.string().nullable(),
  after: z.string().nullable(),
  /** `before` or `after` does not say the value but describes it: as hidden, or as one of many keys or lines. */
  described: z.boolean(),
})
export type SettingsChange = z.infer<typeof SettingsChange>

/** Lines and columns count from 1. */
export const PlacedProblem = z.object({
  file: z.string(),
  line: z.int().nullable(),
  column: z.int().nullable(),
  sentence: z.string(),
})
export type PlacedProblem = z.infer<typeof PlacedProblem>

/** The text of a settings file, with asterisks for what may be a secret unless it was asked for whole. */
export const SettingsText = z.object({
  text: z.string(),
  /** Whether asterisks stand, or would stand, for something. */
  hidden: z.boolean(),
})
export type SettingsText = z.infer<typeof SettingsText>

export const SettingsView = z.object({
  configPath: z.string(),
  /** Laid out as it is in force, with asterisks for what may be a secret. */
  text: z.string(),
  /** Whether something of the text is hidden; `home.configText` tells it whole. */
  hidden: z.boolean(),
  /** The orchestrators' files and the runbooks; `home.settingsText` tells what stands in them. */
  files: z.array(z.string()).optional(),
  problems: z.array(PlacedProblem),
  /** What works, but most likely not as it was meant. */
  warnings: z.array(PlacedProblem).optional(),
  /** What the last edit since the app was opened changed; `changes` holds the first of them, `more` counts the others. */
  lastEdit: z
    .object({ at: z.number(), changes: z.array(SettingsChange), more: z.int().min(0) })
    .nullable()
    .optional(),
  /** Folders that several orchestrators may use. `isThere`: the folder is there now. */
  sharedWorkspaces: z
    .array(
      z.object({
        name: z.string(),
        path: z.string(),
        description: z.string().nullable(),
        isThere: z.boolean(),
        grantedTo: z.array(z.string()),
      }),
    )
    .optional(),
  providers: z.array(
    z.object({
      name: z.string(),
      kind: z.string(),
      program: z.string(),
      path: z.string().nullable(),
      /** What the program says its version is; null when it says nothing of the kind. */
      version: z.string().nullable().optional(),
      usedBy: z.array(z.string()),
    }),
  ),
  /** Every agent of every orchestrator. `reset`: its next run starts a fresh conversation. */
  agents: z
    .array(
      z.object({
        orchestrator: z.string(),
        agent: z.string(),
        provider: z.string(),
        /** Null: its program is held to nothing. */
        permissions: Permissions.nullable(),
        reset: z.boolean(),
      }),
    )
    .optional(),
  /** True while a fresh conversation is asked for whichever agent runs first. */
  reset: z.boolean().optional(),
})
export type SettingsView = z.infer<typeof SettingsView>
