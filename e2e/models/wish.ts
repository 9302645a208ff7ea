import { z } from 'zod'

/** What a message asks of a fake model: JSON between `[[model` and `]]`, anywhere in its text. */
export const Wish = z.strictObject({
  /** The answer; `{turns}` becomes the number of user messages in the conversation. */
  text: z.string().default('turn {turns}'),
  /** An HTTP status other than 200, with its headers and the fields of its error. */
  status: z.int().optional(),
  headers: z.record(z.string(), z.string()).default({}),
  error: z.record(z.string(), z.unknown()).default({}),
  /** The status is for conversations with more user messages than this. */
  longerThan: z.int().default(0),
  /** One command is run before the answer. */
  command: z.string().optional(),
  /** Before the answer a tool is called by its name, `times` over. Text as its input is a patch or the like. */
  call: z
    .strictObject({
      name: z.string(),
      input: z.union([z.string(), z.record(z.string(), z.unknown())]),
      times: z.int().default(1),
    })
    .optional(),
  /** `hang` never answers, `malformed` answers with something that is no event stream, `cut` breaks off inside the answer. */
  stream: z.enum(['whole', 'hang', 'malformed', 'cut']).default('whole'),
})
export type Wish = z.infer<typeof Wish>

const pattern = /\[\[model (\{.*?\})\]\]/s

export function wishOf(text: string): Wish {
  const [, json = '{}'] = pattern.exec(text) ?? []
  return Wish.parse(JSON.parse(json))
}

/** The words a message needs in order to be answered as wished. */
export function wishing(wish: z.input<typeof Wish>): string {
  return `[[model ${JSON.stringify(wish)}]]`
}
