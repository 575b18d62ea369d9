import type { Random, Verify } from "@tutti/crypto"
import { nodeSuite } from "@tutti/crypto/node"
import type { PreparedDataset } from "@tutti/data"
import type { AggregationPurpose, ModelHash, OwnerMessage, RelayMessage, StudySpec } from "@tutti/protocol"
import { fromBase64url, fromHex } from "@tutti/ring"
import {
  type Lanes,
  type OwnerEffect,
  type OwnerEvent,
  type OwnerState,
  type OwnerStep,
  type OwnerTools,
  protocolGraph,
  rosterRoot,
  stepOwner,
} from "@tutti/secure-aggregation"
import { linearTrainer, type Person, signingAtOnce } from "@tutti/testkit"
import { aggregationPolicy } from "../secure/policy.ts"
import { standardHash, subjectHash } from "../secure/subject.ts"
import {
  clippedUpdate,
  measurementLanes,
  type OwnMeasurement,
  statisticsLanes,
  sumShape,
  trainingLanes,
} from "../secure/sums.ts"

type Told<Kind extends RelayMessage["kind"]> = Extract<RelayMessage, { kind: Kind }>
type Admitted = Told<"admitted">

/** How an owner reaches its relay. */
export type OwnerLine = { send(message: OwnerMessage, payload?: Uint8Array): void; hangUp(): void }

/** What an owner put into a sum, before it was masked. */
export type Put = { number: number; purpose: AggregationPurpose; lanes: Lanes }

/**
 * An owner's machine with nothing between the test and its steps: the real owner of the aggregation, a plain trainer,
 * and a say in when it leaves. What a participant of the product does beside that is tested where that is.
 */
export class SecureOwner {
  readonly put: Put[] = []
  readonly told: RelayMessage[] = []
  /** What an owner refused to the relay. */
  readonly refusals: string[] = []
  /** Asked before every step is sent: an owner that leaves loses its line there. */
  leaves: (number: number, step: OwnerStep) => boolean = () => false
  /** Asked before every step is sent: what goes out in its place. */
  sends: (step: OwnerStep, bytes: Uint8Array) => readonly Uint8Array[] = (_step, bytes) => [bytes]
  /** What its training is to have changed, in place of what it did. */
  learns: (update: Float64Array<ArrayBuffer>) => Float64Array<ArrayBuffer> = (update) => update
  #state: OwnerState = {
    round: { phase: "idle" },
    ledger: { lastRound: 0, contributions: 0, finishedRound: 0, transcript: new Uint8Array(32) },
  }
  #admitted: Admitted | undefined
  #tools: OwnerTools | undefined
  #opened: Told<"round-opened"> | undefined
  #weights: Float32Array = new Float32Array(0)
  /** Of the model that this owner was last given to work on. */
  #asked: ModelHash | undefined
  #last: Promise<unknown> = Promise.resolve()

  constructor(
    readonly person: Person,
    readonly data: PreparedDataset,
    private readonly line: OwnerLine,
    private readonly random: Random,
    private readonly verify: Verify,
    private readonly pass: (ms: number) => Promise<void>,
    readonly needsMs: number,
  ) {}

  /** Of one kind, in their order. */
  heard<Kind extends RelayMessage["kind"]>(kind: Kind): Told<Kind>[] {
    return this.told.filter((message): message is Told<Kind> => message.kind === kind)
  }

  get phase(): string {
    return this.#state.round.phase
  }

  receive(message: RelayMessage, payload: Uint8Array | undefined): void {
    this.told.push(message)
    this.#last = this.#last.then(() => this.#take(message, payload))
  }

  async #take(message: RelayMessage, payload: Uint8Array | undefined): Promise<void> {
    switch (message.kind) {
      case "admitted":
        this.#admitted = message
        await this.#step({ kind: "abandon" })
        if (message.roster) this.#pin(message.roster)
        this.line.send({ kind: "enrol", studyHash: message.studyHash })
        break
      case "roster-frozen":
        this.#pin(message.roster)
        break
      case "round-opened":
        this.#opened = message
        this.#asked = message.modelHash
        this.#weights = payload ? floatsOf(payload) : this.#weights
        break
      case "model-averaged":
        this.#asked = message.modelHash
        this.#weights = floatsOf(payload ?? new Uint8Array(0))
        break
      case "aggregation":
        await this.#aggregate(message, payload ?? new Uint8Array(0))
        break
      case "aggregation-ended":
        await this.#step({ kind: "abandon" })
        break
    }
  }

  async #aggregate({ number, purpose, step }: Told<"aggregation">, bytes: Uint8Array): Promise<void> {
    const event = step === "offer" ? this.#offer(bytes, purpose) : ({ kind: step, bytes } as const)
    for (const effect of await this.#step(event)) {
      if (effect.kind === "refused") this.refusals.push(effect.code)
      if (effect.kind === "send") this.#send(number, effect.step, effect.bytes)
      if (effect.kind === "want-vector") {
        // The line is free while the machine works, and so is this owner for whatever ends the sum.
        void this.#lanes(purpose).then((lanes) => {
          this.#last = this.#last.then(() => this.#contribute(number, purpose, lanes))
        })
      }
    }
  }

  async #contribute(number: number, purpose: AggregationPurpose, lanes: Lanes): Promise<void> {
    if (this.#state.round.phase !== "delivered" || this.#state.round.offer.round !== number) return
    this.put.push({ number, purpose, lanes: lanes.slice() })
    for (const effect of await this.#step({ kind: "vector", lanes }))
      if (effect.kind === "send") this.#send(number, effect.step, effect.bytes)
  }

  #send(number: number, step: OwnerStep, bytes: Uint8Array): void {
    if (this.leaves(number, step)) this.line.hangUp()
    else
      for (const sent of this.sends(step, bytes)) this.line.send({ kind: "aggregation", number, step }, sent)
  }

  async #step(event: OwnerEvent): Promise<readonly OwnerEffect[]> {
    if (this.#tools === undefined) return []
    const { state, effects } = await stepOwner(this.#state, event, this.#tools)
    this.#state = state
    return effects
  }

  #offer(bytes: Uint8Array, purpose: AggregationPurpose): OwnerEvent {
    const modelHash = purpose === "statistics" ? new Uint8Array(32) : this.#subject()
    return {
      kind: "offer",
      bytes,
      expected: { modelHash, ...sumShape(this.#spec, this.#owners, purpose) },
    }
  }

  #subject(): Uint8Array<ArrayBuffer> {
    const { scaling, totals } = this.#opened ?? {}
    if (this.#asked === undefined || scaling === undefined || totals === undefined) return new Uint8Array(32)
    return subjectHash(this.#asked, standardHash({ scaling, totals }))
  }

  async #lanes(purpose: AggregationPurpose): Promise<Lanes> {
    const { trainingRows, validationRows, statistics } = this.data
    const rows = { trainingRows, validationRows }
    if (purpose === "statistics")
      return lanesOf(statisticsLanes(this.#spec, this.#owners, { ...rows, statistics }))
    const opened = this.#opened
    const { totals } = opened ?? {}
    if (opened === undefined || totals === undefined) throw new Error("a round is opened before its offer")
    const trainer = await linearTrainer(this.#spec.model)
    const { training, validation } = this.data.encode(opened.scaling)
    const measured: OwnMeasurement | null =
      validationRows === 0 ? null : await trainer.evaluate(this.#weights, validation)
    if (purpose === "measurement")
      return lanesOf(measurementLanes(this.#spec, this.#owners, totals, rows, measured, this.random))
    const received = this.#weights
    if (this.needsMs > 0) await this.pass(this.needsMs)
    const trained = await trainer.train(received, training, this.#spec.training.local, opened.seed)
    const update = this.learns(clippedUpdate(received, trained.weights, this.#spec.secure?.clipNorm ?? 0))
    return lanesOf(
      trainingLanes(
        this.#spec,
        this.#owners,
        totals,
        rows,
        { update, training: trained, validation: measured },
        this.random,
      ),
    )
  }

  #pin({ version, identityKeys }: Told<"roster-frozen">["roster"]): void {
    const { secure } = this.#spec
    const roster = identityKeys.map((key) => fromBase64url(key) ?? new Uint8Array(0))
    const own = Buffer.from(this.person.identity.publicKey)
    if (secure === undefined) throw new Error("only a secure study has a roster")
    this.#tools = {
      identity: signingAtOnce(this.person.identity),
      suite: nodeSuite,
      graph: protocolGraph,
      random: this.random,
      verify: this.verify,
      pinned: {
        study: this.#admittedStudy.study,
        policy: aggregationPolicy(secure, roster.length),
        planHash: fromHex(this.#admittedStudy.studyHash) ?? new Uint8Array(0),
        roster,
        rosterRoot: rosterRoot(version, roster),
        relayKey: fromBase64url(secure.relayKey) ?? new Uint8Array(0),
        index: roster.findIndex((key) => own.equals(key)),
      },
    }
  }

  get #owners(): number {
    return this.#tools?.pinned.roster.length ?? 0
  }

  get #admittedStudy(): Admitted {
    if (this.#admitted === undefined) throw new Error("an owner is admitted first")
    return this.#admitted
  }

  get #spec(): StudySpec {
    return this.#admittedStudy.spec
  }
}

function lanesOf(encoded: { ok: true; lanes: Lanes } | { ok: false; code: string }): Lanes {
  if (!encoded.ok) throw new Error(`an honest owner's numbers were refused: ${encoded.code}`)
  return encoded.lanes
}

function floatsOf(payload: Uint8Array): Float32Array<ArrayBuffer> {
  return new Float32Array(Uint8Array.from(payload).buffer)
}
