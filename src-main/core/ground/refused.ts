import type { Refusal } from '#shared/refusal'

/** Expected failure of a call: what was asked for is not possible now. Reaches people as its sentence. */
export class Refused extends Error {
  readonly refusal: Refusal

  constructor(code: Refusal['code'], sentence: string, nextStep: string | null = null, options?: ErrorOptions) {
    super(sentence, options)
    this.name = 'Refused'
    this.refusal = { code, sentence, nextStep }
  }
}
