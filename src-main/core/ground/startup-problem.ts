/**
 * The home or the machine does not let a host start. `message` names the file or cause in one sentence, `nextStep`
 * says what to do. A host prints both and exits with 1, having left nothing half-made.
 */
export class StartupProblem extends Error {
  readonly nextStep: string

  constructor(sentence: string, nextStep: string, options?: ErrorOptions) {
    super(sentence, options)
    this.name = 'StartupProblem'
    this.nextStep = nextStep
  }
}
