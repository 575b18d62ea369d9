import { generateIdentity, type Identity } from "@tutti/crypto"
import { nodeSuite } from "@tutti/crypto/node"
import type { TrainerFactory } from "@tutti/learning"
import {
  type AggregationPurpose,
  type ColumnScaling,
  type FrozenRoster,
  type OwnerMessage,
  PROTOCOL_VERSION,
  type RelayMessage,
  StudyId,
  type StudySpec,
  type StudyTotals,
} from "@tutti/protocol"
import { floatsToBytes, fromBase64url, fromHex, toBase64url } from "@tutti/ring"
import { type Lanes, type Offer, rosterRoot, signedPolicy, signedRoster } from "@tutti/secure-aggregation"
import {
  FakeClock,
  LossyNetwork,
  linearTrainer,
  NUMBER_COLUMNS,
  numberDataset,
  type Person,
  type RelayDoor,
  type RelayLine,
  secureNumberStudy,
  unsafeSeededRandom,
  verifyAtOnce,
} from "@tutti/testkit"
import { AggregationCoordinator } from "../../../aggregation/coordinator.ts"
import type { RelayStep } from "../../../aggregation/ports.ts"
import { hashModel, hashStudy, newStudy } from "../../committed.ts"
import { rowsOf } from "../../scenarios/stage.ts"
import { aggregationPolicy } from "../../secure/policy.ts"
import { standardHash, subjectHash } from "../../secure/subject.ts"
import { sumShape } from "../../secure/sums.ts"
import { joinTraining } from "../driver.ts"
import type { JoinOptions, ParticipantPorts, TrainingParticipant } from "../ports.ts"
import type { SecurePorts, SecureRecord, SecureRecords } from "../secure/ports.ts"

const signer = (name: string) => generateIdentity({ name: "noble", random: unsafeSeededRandom(name) })
export const studyKey = await signer("the admin's study key")
export const relayKey = await signer("the relay's key")

export const STUDY = StudyId.parse("securewindows000")
export const secureSpec = secureNumberStudy({ study: studyKey, relay: relayKey })

type Admitted = Extract<RelayMessage, { kind: "admitted" }>
const decode = (text: string) => fromBase64url(text) ?? new Uint8Array(0)
const hashBytes = (hash: string) => fromHex(hash) ?? new Uint8Array(0)

/** One identity's records, in memory; a test may make them fail. */
export class MemoryRecords implements SecureRecords {
  kept: SecureRecord | null = null
  /** Every one that was saved, in order. */
  readonly saved: SecureRecord[] = []
  fails: (record: SecureRecord) => boolean = () => false

  async load(): Promise<SecureRecord | null> {
    return this.kept && structuredClone(this.kept)
  }

  async save(_: StudyId, record: SecureRecord): Promise<void> {
    if (this.fails(record)) throw new Error("the disk is full")
    this.kept = structuredClone(record)
    this.saved.push(this.kept)
  }
}

export type Seat = {
  readonly person: Person
  readonly participant: TrainingParticipant
  readonly records: MemoryRecords
  /** What its trainer, its data or its records threw. */
  readonly faults: unknown[]
}

export type JoinChanges = {
  options?: Partial<JoinOptions>
  secure?: Partial<SecurePorts> | null
  records?: MemoryRecords
  trainer?: TrainerFactory
}

/** Another owner's study key, roster or policy: signed right, by whom the test says. */
export async function signPolicy(spec: StudySpec, by: Identity = studyKey): Promise<string> {
  return toBase64url(await by.sign(signedPolicy(hashBytes(hashStudy(spec)))))
}

export async function freezeRoster(
  people: readonly Person[],
  { spec = secureSpec, by = studyKey, version = 1 } = {},
): Promise<FrozenRoster> {
  const keys = [...people]
    .sort((one, other) => (one.participant < other.participant ? -1 : 1))
    .map(({ identity }) => identity.publicKey)
  const signature = await by.sign(signedRoster(hashBytes(hashStudy(spec)), rosterRoot(version, keys)))
  return { version, identityKeys: keys.map(toBase64url), signature: toBase64url(signature) }
}

/**
 * A relay that says and adds up what a test lets it, to participants as they are. What it hears of a sum it really
 * takes part in; what it tells may be changed on the way.
 */
export class ScriptedRelay implements RelayDoor {
  readonly clock = new FakeClock()
  readonly network = new LossyNetwork(this.clock, () => this)
  readonly heard: { owner: string; message: OwnerMessage; payload: Uint8Array | undefined }[] = []
  /** Sums that were opened. */
  readonly sums: { number: number; sum: Lanes; survivors: readonly number[] }[] = []
  readonly abandoned: number[] = []
  readonly study = newStudy(STUDY, secureSpec)
  totals: StudyTotals = { owners: 4, trainingRows: 40, validationRows: 8 }
  scaling: readonly ColumnScaling[] = NUMBER_COLUMNS.map((name) => ({ name, mean: 0, stddev: 1 }))
  /** What an owner gets in place of a relay's step; undefined to lose it. */
  tells: (owner: string, step: RelayStep, bytes: Uint8Array) => Uint8Array | undefined = (_o, _s, bytes) =>
    bytes
  /** Finished sums: what the next offer says of the past. */
  previous: { number: number; transcript: Uint8Array<ArrayBuffer> } = {
    number: 0,
    transcript: new Uint8Array(32),
  }
  #roster: readonly string[] = []
  #purpose: AggregationPurpose = "statistics"
  readonly #lines = new Map<string, RelayLine>()
  readonly #people: readonly Person[]
  readonly #adding = new AggregationCoordinator({
    tools: { suite: nodeSuite, sign: (message) => relayKey.sign(message), verify: verifyAtOnce },
    timers: this.clock,
    send: (number, index, step, bytes) => this.#tell(number, index, step, bytes),
    taken: () => {},
    refused: (_, index, _step, code) =>
      this.say(this.#at(index), { kind: "refused", code, of: "aggregation" }),
    phase: () => {},
    opened: (number, sum, survivors, transcript) => {
      this.sums.push({ number, sum, survivors })
      this.previous = { number, transcript: Uint8Array.from(transcript) }
      this.#adding.tellResult(number)
    },
    abandoned: (number) => this.abandoned.push(number),
    fault: (error) => {
      throw error
    },
  })

  constructor(people: readonly Person[]) {
    this.#people = people
  }

  join(person: Person, { options, secure, records = new MemoryRecords(), trainer }: JoinChanges = {}): Seat {
    const faults: unknown[] = []
    const ports: ParticipantPorts = {
      channel: this.network.line(person.label),
      clock: this.clock,
      identity: person.identity,
      trainer: trainer ?? linearTrainer,
      fault: (error) => faults.push(error),
    }
    if (secure !== null)
      ports.secure = {
        random: unsafeSeededRandom(`${person.label}'s secrets`),
        suite: async () => nodeSuite,
        verify: verifyAtOnce,
        records,
        ...secure,
      }
    const participant = joinTraining(ports, {
      study: STUDY,
      invite: "an invite's secret",
      label: person.label,
      studyKey: toBase64url(studyKey.publicKey),
      ...options,
    })
    return { person, participant, records, faults }
  }

  /** The person's line opens, and the relay lets it in. */
  async admit(person: Person, changes: Partial<Admitted> = {}): Promise<void> {
    await this.clock.advance(0)
    const nonce = toBase64url(new Uint8Array(32).fill(7))
    this.say(person.label, { kind: "challenge", protocol: PROTOCOL_VERSION, nonce })
    await this.clock.advance(0)
    const { spec, studyHash } = this.study
    this.say(person.label, {
      kind: "admitted",
      participant: person.participant,
      study: STUDY,
      spec,
      studyHash,
      scaling: null,
      lastCommittedRound: 0,
      returning: false,
      policySignature: await signPolicy(spec),
      ...changes,
    })
    await this.clock.advance(0)
  }

  /** The owner agrees with its own rows, and the relay takes it. */
  async agree({ participant, person }: Seat): Promise<void> {
    const rows = rowsOf(person.label)
    const answer = participant.ready(numberDataset(NUMBER_COLUMNS, rows.training, rows.validation))
    await this.clock.advance(0)
    this.say(person.label, { kind: "waiting", for: "roster", have: 1, need: 3, remainingMs: null })
    await this.clock.advance(0)
    const given = await answer
    if (!given.ok) throw new Error(`${person.label} was refused: ${given.refusal}`)
  }

  /** Everybody joins, agrees and is in the frozen roster. */
  async assemble(changes: Record<string, JoinChanges> = {}): Promise<Seat[]> {
    const seats: Seat[] = []
    for (const person of this.#people) {
      const seat = this.join(person, changes[person.label])
      await this.admit(person)
      await this.agree(seat)
      seats.push(seat)
    }
    await this.freeze(await freezeRoster(this.#people))
    return seats
  }

  async freeze(roster: FrozenRoster): Promise<void> {
    this.#roster = roster.identityKeys
    for (const { label } of this.#people) this.say(label, { kind: "roster-frozen", roster })
    await this.clock.advance(0)
  }

  /** The line of a roster is known by its keys alone: of a relay that has just started, too. */
  remember(roster: FrozenRoster): void {
    this.#roster = roster.identityKeys
  }

  async openRound(round: number, weights = this.study.weights, to = this.#labels()): Promise<void> {
    for (const label of to)
      this.say(
        label,
        {
          kind: "round-opened",
          round,
          cohort: this.#people.length,
          modelHash: hashModel(weights),
          scaling: [...this.scaling],
          totals: this.totals,
          seed: round,
          remainingMs: 60_000,
        },
        floatsToBytes(weights),
      )
    await this.clock.advance(0)
  }

  offerOf(number: number, purpose: AggregationPurpose, weights = this.study.weights): Offer {
    const keys = this.#roster.map(decode)
    return {
      study: STUDY,
      round: number,
      modelHash:
        purpose === "statistics"
          ? new Uint8Array(32)
          : subjectHash(hashModel(weights), standardHash({ scaling: this.scaling, totals: this.totals })),
      planHash: hashBytes(this.study.studyHash),
      rosterRoot: rosterRoot(1, keys),
      ...sumShape(secureSpec, keys.length, purpose),
      deadlinesMs: [1_000, 1_000, 60_000, 1_000, 1_000],
      previousRound: this.previous.number,
      previousTranscript: this.previous.transcript,
    }
  }

  /** Invites everybody to a sum, and lets everything happen that needs no time. */
  async add(
    number: number,
    purpose: AggregationPurpose,
    changes: Partial<Offer> = {},
    weights = this.study.weights,
    invited: readonly number[] = [...this.#roster.keys()],
  ): Promise<void> {
    const { secure } = secureSpec
    if (secure === undefined) throw new Error("the study is a secure one")
    this.#purpose = purpose
    this.#adding.begin({
      offer: { ...this.offerOf(number, purpose, weights), ...changes },
      policy: aggregationPolicy(secure, this.#roster.length),
      roster: this.#roster.map(decode),
      invited,
    })
    await this.clock.advance(0)
  }

  /** To everybody. */
  async tellAll(message: RelayMessage, payload?: Uint8Array): Promise<void> {
    for (const label of this.#labels()) this.say(label, message, payload)
    await this.clock.advance(0)
  }

  /** To one owner, by its label. */
  say(label: string, message: RelayMessage, payload?: Uint8Array): void {
    this.#lines.get(label)?.send(message, payload)
  }

  /** Kinds of what one owner has sent, steps of sums by their own names. */
  said({ label }: Person): string[] {
    return this.heard
      .filter(({ owner }) => owner === label)
      .map(({ message }) => (message.kind === "aggregation" ? message.step : message.kind))
  }

  opened(line: RelayLine): void {
    this.#lines.set(line.owner, line)
  }

  received(line: RelayLine, message: OwnerMessage, payload: Uint8Array | undefined): void {
    this.heard.push({ owner: line.owner, message, payload })
    if (message.kind === "aggregation" && payload)
      this.#adding.receive(message.number, this.#indexOf(line.owner), message.step, payload)
  }

  closed(line: RelayLine): void {
    if (this.#lines.get(line.owner) === line) this.#lines.delete(line.owner)
  }

  #tell(number: number, index: number, step: RelayStep, bytes: Uint8Array): void {
    const label = this.#at(index)
    const told = this.tells(label, step, bytes)
    if (told) this.say(label, { kind: "aggregation", number, purpose: this.#purpose, step }, told)
  }

  #labels(): string[] {
    return this.#people.map(({ label }) => label)
  }

  #at(index: number): string {
    const person = this.#people.find(
      ({ identity }) => toBase64url(identity.publicKey) === this.#roster[index],
    )
    return person?.label ?? "nobody"
  }

  #indexOf(label: string): number {
    const person = this.#people.find((one) => one.label === label)
    return person ? this.#roster.indexOf(toBase64url(person.identity.publicKey)) : -1
  }
}
