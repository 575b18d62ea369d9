import {
  type Expected,
  type OwnerEffect,
  type OwnerEvent,
  type OwnerLedger,
  type OwnerRefusal,
  type OwnerState,
  type OwnerStep,
  type OwnerTools,
  stepOwner,
} from "@tutti/secure-aggregation"
import type { RelayStep } from "./ports.ts"

/** A step of the relay within a sum that its offer has begun. */
export type FurtherStep = Exclude<RelayStep, "offer">

/** Where one owner's part in sums comes from and goes to. */
export type MemberPorts = {
  readonly tools: OwnerTools
  /** Asked for at every offer: what another tab of this owner has promised since the last one counts, too. */
  loadLedger(): Promise<OwnerLedger>
  /**
   * Resolves when the ledger is durable.
   * @param before what is not done earlier: a step that leaves, or the end of the sum.
   * @param owners indices of the owners whose vectors the sum holds, once they are known
   */
  keepLedger(
    number: number,
    ledger: OwnerLedger,
    before: OwnerStep | "finish",
    owners: readonly number[],
  ): Promise<void>
  send(number: number, step: OwnerStep, bytes: Uint8Array<ArrayBuffer>): void
  /** The sum waits for `contribute`. */
  vectorWanted(number: number): void
  finished(number: number): void
  /** This owner is out of the sum; `evidence` is what the relay sent, and holds no secret. */
  refused(number: number, code: OwnerRefusal, evidence: Uint8Array | undefined): void
  /** The same, because this machine could not go on: the ledger could not be kept, or there is a bug. */
  failed(number: number, error: unknown): void
}

/** What a ledger is kept for, by what made it change; anything else is the end of a sum. */
const KEPT_BEFORE: Partial<Record<OwnerEvent["kind"], OwnerStep>> = { offer: "advertise", vector: "masked" }

const IDLE = { phase: "idle" } as const
const EMPTY: OwnerLedger = {
  lastRound: 0,
  contributions: 0,
  finishedRound: 0,
  transcript: new Uint8Array(32),
}

/**
 * One owner's side of one aggregation after the other. Calls are carried out in the order in which they are made, each
 * with all its cryptography before the next, but for `abandon`, after which nothing of what was asked before leaves.
 * What belongs to a sum that this owner is not in, or not any more, is dropped without an answer.
 */
export class AggregationMember {
  readonly #ports: MemberPorts
  #state: OwnerState = { round: IDLE, ledger: EMPTY }
  /** The sum that this owner is in. */
  #number: number | undefined
  /** Goes up with every `abandon`: what was asked for before it, or is half done, has no effects any more. */
  #era = 0
  #last: Promise<void> = Promise.resolve()

  constructor(ports: MemberPorts) {
    this.#ports = ports
  }

  /**
   * Begins a sum. One of a higher number says that the running one is over for this owner; any other one that comes
   * while a sum runs is out of turn, and ends it.
   * @param expected what this sum adds up, as the owner itself knows it
   */
  offer(number: number, bytes: Uint8Array, expected: Expected): void {
    this.#do(number, async (isCurrent) => {
      if (this.#number !== undefined && number > this.#number) await this.#wipe()
      if (this.#number === undefined) this.#state = { round: IDLE, ledger: await this.#ports.loadLedger() }
      if (!isCurrent()) return
      this.#number = number
      await this.#step({ kind: "offer", bytes, expected }, number, isCurrent)
    })
  }

  receive(number: number, step: FurtherStep, bytes: Uint8Array): void {
    this.#do(number, async (isCurrent) => {
      if (this.#number === number) await this.#step({ kind: step, bytes }, number, isCurrent)
    })
  }

  /** @param lanes the vector to add, [lanes · laneBits / 32]; masked in place, or overwritten if it is not wanted any more. */
  contribute(number: number, lanes: Uint32Array<ArrayBuffer>): void {
    this.#do(number, async (isCurrent) => {
      if (this.#number === number && isCurrent())
        await this.#step({ kind: "vector", lanes }, number, isCurrent)
      else lanes.fill(0)
    })
  }

  /** This owner leaves the running sum at once: nothing of it goes out any more, and everything is wiped. */
  abandon(): void {
    this.#era++
    this.conclude()
  }

  /** Nothing more comes of the running sum: what has come is still answered, then everything is wiped. */
  conclude(): void {
    this.#last = this.#last.then(() => this.#wipe())
  }

  /** Resolves when everything that was asked before is done. */
  idle(): Promise<void> {
    return this.#last
  }

  /** @param work is told when it has been overtaken by `abandon` */
  #do(number: number, work: (isCurrent: () => boolean) => Promise<void>): void {
    const era = this.#era
    const isCurrent = () => era === this.#era
    this.#last = this.#last.then(async () => {
      try {
        await work(isCurrent)
      } catch (error) {
        await this.#wipe()
        if (isCurrent()) this.#ports.failed(number, error)
      }
    })
  }

  async #step(event: OwnerEvent, number: number, isCurrent: () => boolean): Promise<void> {
    if (!isCurrent()) return
    const { state, effects } = await stepOwner(this.#state, event, this.#ports.tools)
    this.#state = state
    if (event.kind === "offer" && "offer" in state.round && state.round.offer.round !== number) {
      await this.#wipe()
      if (isCurrent()) this.#ports.refused(number, "E_SA_MALFORMED", event.bytes)
      return
    }
    for (const effect of effects) if (isCurrent()) await this.#perform(effect, number, event.kind, isCurrent)
  }

  async #perform(
    effect: OwnerEffect,
    number: number,
    cause: OwnerEvent["kind"],
    isCurrent: () => boolean,
  ): Promise<void> {
    const ports = this.#ports
    switch (effect.kind) {
      case "keep":
        await ports.keepLedger(number, effect.ledger, KEPT_BEFORE[cause] ?? "finish", this.#summed())
        break
      case "send":
        if (effect.step === "unmask") {
          // Nothing of the ledger changes, but from here on the sum may be open.
          await ports.keepLedger(number, this.#state.ledger, "unmask", this.#summed())
          if (!isCurrent()) return
        }
        ports.send(number, effect.step, effect.bytes)
        break
      case "want-vector":
        ports.vectorWanted(number)
        break
      case "finished":
        this.#number = undefined
        ports.finished(number)
        break
      case "refused":
        this.#number = undefined
        ports.refused(number, effect.code, effect.evidence)
        break
    }
  }

  /** Owners in the sum, from the moment at which this one opens its shares for them. */
  #summed(): readonly number[] {
    const { round } = this.#state
    return round.phase === "opened" ? round.owners : []
  }

  async #wipe(): Promise<void> {
    const { state } = await stepOwner(this.#state, { kind: "abandon" }, this.#ports.tools)
    this.#state = state
    this.#number = undefined
  }
}
