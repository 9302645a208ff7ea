import type { Attention, ProviderCard, SpendToday } from '#shared/board'
import type { ProviderTest, ResetTarget } from '#shared/contract'
import type { Invocation } from '#shared/invocation'
import type { MessageSummary } from '#shared/message'
import type { SpendQuery, SpendRow } from '#shared/spend'
import type { HomePaths } from '../ground/home-paths'
import type { KeptFiles } from '../ground/kept-files'
import { messageLane } from '../ground/message-lane'
import { Refused } from '../ground/refused'
import { steadyClock } from '../ground/steady-clock'
import { Slots } from '../lane/slots'
import { providerNotes } from '../observe/provider-notes'
import { everyFlagFolder } from '../orchestrate/flag-folders'
import type { InvokeOptions } from '../orchestrate/invoke-agent'
import { ItemGroups } from '../orchestrate/item-groups'
import { queueGroup } from '../orchestrate/slot-needs'
import { gateRules } from '../provider/gate-rules'
import { Gates, readGates } from '../provider/gates'
import { testProgram } from '../provider/program-test'
import { ProgramVersions } from '../provider/program-versions'
import { providerCards } from '../provider/provider-cards'
import { isResetFlagSet, recoverResetFlags } from '../provider/reset-flags'
import { Sessions } from '../provider/sessions'
import type { Log } from '../record/log'
import { Spend } from '../record/spend'
import { importSpend } from '../record/spend-import'
import { SpendWatch } from '../record/spend-watch'
import type { ProviderSettings } from '../settings/provider-settings'
import type { Effective } from '../settings/settings'
import type { Settings } from '../settings/settings-schema'
import { RuntimeFile } from '../supervise/runtime-file'
import { flagFolder } from './reset-agent'

export interface ProvidersOptions {
  readonly paths: HomePaths
  readonly kept: KeptFiles
  readonly effective: () => Effective
  readonly environment: NodeJS.ProcessEnv
  readonly cards: readonly ProviderCard[]
  readonly log: Log
  /** Lets an item of a lane start at once that was told to start later. */
  readonly startNow: (lane: string, id: string) => Promise<void>
  /** Told that something on the board is not as it was. */
  readonly changed: () => void
}

/**
 * What lies between the lanes and the programs they need: who may start now (slots, gates, spend caps), which conversation
 * a run goes on with, and the contract's calls about all that.
 */
export class Providers implements AsyncDisposable {
  readonly slots: Slots
  readonly sessions: Sessions
  readonly gates: Gates
  readonly watch: SpendWatch
  readonly #options: ProvidersOptions
  readonly #spend: Spend
  readonly #gatesFile: RuntimeFile
  readonly #versions: ProgramVersions
  readonly #groups: ItemGroups
  #cards: readonly ProviderCard[]
  /** Null: not known, as something changed. */
  #allHeld: boolean | null = null

  constructor(options: ProvidersOptions) {
    const { paths, log, kept } = options
    this.#options = options
    this.#cards = options.cards
    this.#groups = new ItemGroups(options.effective)
    this.#versions = new ProgramVersions(options.environment)
    this.sessions = kept.add(new Sessions(paths.sessions))
    this.#spend = new Spend(paths.history, (error) => log.error('spend', 'What a run used could not be noted', error))
    this.slots = new Slots({
      home: () => (this.#isAllHeld() ? 0 : this.#settings.limits.max_concurrent),
      lane: (lane) => (this.watch.holdsLane(lane) ? 0 : this.#roomOfLane(lane)),
      group: (group) => this.#roomOf(group),
      isShut: (lane, group) => this.#isShut(lane, group),
    })
    this.watch = new SpendWatch({
      spend: this.#spend,
      troubled: (error) => log.error('spend', 'What was spent could not be read', error),
      caps: () => this.#settings.spend,
      changed: () => this.#limitsChanged(),
      now: Date.now,
    })
    const unwritten = (error: unknown): void =>
      log.error('gates', 'What a provider waits for could not be written down', error)
    this.#gatesFile = kept.add(new RuntimeFile(paths.gates, unwritten))
    const written = this.#writtenGates()
    if (Object.keys(written).length > 0) this.#gatesFile.write(written)
    this.gates = new Gates({
      written,
      write: (gates) => this.#gatesFile.write(gates),
      rules: () => gateRules(this.#settings),
      startNow: (items) => this.#startNow(items),
      changed: (name, sentence) => {
        if (sentence !== null) log.warn('provider', sentence, { provider: name })
        this.#limitsChanged()
      },
      now: steadyClock(Date.now),
    })
  }

  /** Settles what an earlier life left. To be called before anything runs. */
  async open(): Promise<void> {
    const { paths, log } = this.#options
    try {
      await recoverResetFlags(everyFlagFolder(paths, this.#effective), paths.invocations)
      await importSpend(paths.invocations, this.#spend, Date.now())
      this.watch.refresh()
    } catch (error) {
      log.error('provider', 'What an earlier life left could not be settled', error)
    }
  }

  /** What the answering of messages needs of this. */
  get forAnswers(): Pick<InvokeOptions, 'sessions' | 'gates' | 'spend' | 'environment' | 'programs'> {
    const { sessions, gates, watch } = this
    return { sessions, gates, spend: watch, environment: this.#options.environment, programs: this.#versions }
  }

  /** The name of the slots an item needs: those of its provider, and among these its agent's. */
  groupOf(message: Parameters<ItemGroups['groupOf']>[0]): string {
    return this.#groups.groupOf(message)
  }

  /** Why a pending item does not start, or null when nothing but its turn is missing. */
  waitReason(lane: string, message: MessageSummary): string | null {
    const { channel, channelProfileId, text, agent } = message
    const routed = { channel, ...(channelProfileId === null ? {} : { channelProfileId }), message: text, agent }
    const needs = this.#groups.needsOf(lane === messageLane ? this.#groups.groupOf(routed) : queueGroup(lane))
    if (needs === null) return this.watch.holding(lane, '')?.sentence ?? null
    return this.watch.holding(lane, needs.agent)?.sentence ?? this.gates.shown(needs.provider).sentence
  }

  /** Why a group may start nothing now. */
  shutReason(group: string): string {
    const needs = this.#groups.needsOf(group)
    if (needs === null) return 'It waits for a free slot.'
    const { provider, agent } = needs
    return (
      this.watch.holding('', agent)?.sentence ?? this.gates.shown(provider).sentence ?? `${provider} has no free slot.`
    )
  }

  get cards(): ProviderCard[] {
    return this.#cards.map((card) => ({ ...card, gate: this.gates.shown(card.name) }))
  }

  get spentToday(): SpendToday {
    return this.watch.today
  }

  /** What a person should know of gates, caps and quiet runs. */
  attention(quiet: readonly Invocation[]): Attention[] {
    return providerNotes(this.cards, this.watch.today, this.watch.trouble, quiet)
  }

  async settingsChanged(): Promise<void> {
    this.#cards = await providerCards(this.#settings.providers, this.#options.environment)
    this.gates.settingsChanged()
    this.watch.refresh()
  }

  versionOf({ name, path }: ProviderCard): Promise<string | null> {
    const settings = this.#settings.providers[name]
    return settings === undefined || path === null ? Promise.resolve(null) : this.#versions.of(settings, path)
  }

  async test(name: string): Promise<ProviderTest> {
    const settings = this.#named(name)
    const tested = await testProgram(name, settings, this.#options.environment)
    this.#cards = this.#cards.map((card) => (card.name === name ? { ...card, path: tested.path } : card))
    if (tested.ok === true) this.gates.passedTest(name)
    // It could not be asked, so one item finds out.
    else if (tested.ok === null && this.gates.shown(name).state === 'waiting') this.gates.resume(name)
    this.#options.changed()
    return tested
  }

  resume(name: string): void {
    this.#named(name)
    this.gates.resume(name)
  }

  isReset(target: ResetTarget): Promise<boolean> {
    return isResetFlagSet(flagFolder(this.#options.paths, this.#options.effective, target))
  }

  summary(query: SpendQuery): SpendRow[] {
    return this.#spend.summary(query, Date.now())
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.gates[Symbol.dispose]()
    this.watch[Symbol.dispose]()
    await this.#gatesFile.settled()
    this.#spend[Symbol.dispose]()
    this.sessions[Symbol.dispose]()
  }

  get #effective(): Effective {
    return this.#options.effective()
  }

  get #settings(): Settings {
    return this.#effective.settings
  }

  #roomOfLane(lane: string): number {
    return this.#effective.runbooks.get(lane)?.concurrency ?? this.#settings.limits.max_concurrent
  }

  #roomOf(group: string): number {
    const { limits, providers } = this.#settings
    const needs = this.#groups.needsOf(group)
    if (needs === null) return limits.max_concurrent
    const { provider, agent } = needs
    if (this.watch.holdsAgent(agent)) return 0
    const room = Math.min(providers[provider]?.max_concurrent ?? limits.max_concurrent, this.gates.admitted(provider))
    // The provider's slots are shared by all groups that need it.
    return room - this.slots.activeIn((other) => other !== group && this.#groups.needsOf(other)?.provider === provider)
  }

  /** Whether a gate or a cap lets nothing start, which is more than that no slot is free. */
  #isShut(lane: string, group: string): boolean {
    const needs = this.#groups.needsOf(group)
    if (needs === null) return false
    return this.gates.admitted(needs.provider) === 0 || this.watch.holding(lane, needs.agent) !== null
  }

  /** When no agent may start anything, there is no use in reading the lanes ahead. */
  #isAllHeld(): boolean {
    if (this.watch.holdsAll()) return true
    const { orchestrators, runbooks } = this.#effective
    // Shell steps need no agent, and a workflow may begin with an agent other than the one that selects.
    if (runbooks.size > 0 || [...orchestrators.values()].some(({ workflows }) => workflows.length > 0)) return false
    this.#allHeld ??= [...this.#effective.orchestrators.values()].every(({ id, agents }) =>
      // Messages may name any of them.
      Object.entries(agents).every(
        ([agent, { provider }]) => this.gates.admitted(provider) === 0 || this.watch.holdsAgent(`${id}/${agent}`),
      ),
    )
    return this.#allHeld && this.#effective.orchestrators.size > 0
  }

  #startNow(items: readonly string[]): void {
    const { startNow, log } = this.#options
    for (const item of items) {
      const at = item.indexOf('/')
      startNow(item.slice(0, at), item.slice(at + 1)).catch((error) =>
        log.error('gates', 'An item could not be let start at once', error, { item }),
      )
    }
  }

  #limitsChanged(): void {
    this.#allHeld = null
    this.slots.limitsChanged()
    this.#options.changed()
  }

  #named(name: string): ProviderSettings {
    const { providers } = this.#settings
    const settings = Object.hasOwn(providers, name) ? providers[name] : undefined
    if (settings !== undefined) return settings
    throw new Refused('no_such_provider', `There is no provider "${name}".`, 'See providers in config.yaml.')
  }

  #writtenGates(): ReturnType<typeof readGates> {
    try {
      return readGates(this.#options.paths.gates)
    } catch (error) {
      this.#options.log.error('gates', 'What providers waited for cannot be read; it will be found out anew', error)
      return {}
    }
  }
}
