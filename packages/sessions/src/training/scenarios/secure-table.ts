import { participantId } from "@tutti/crypto"
import { nodeSuite } from "@tutti/crypto/node"
import { type OwnerMessage, ParticipantId, PROTOCOL_VERSION, StudyId, type StudySpec } from "@tutti/protocol"
import { fromBase64url, toBase64url } from "@tutti/ring"
import {
  FakeClock,
  goodWeather,
  type Letter,
  LossyNetwork,
  linearTrainer,
  NUMBER_COLUMNS,
  numberDataset,
  type Person,
  type RelayLine,
  signingAtOnce,
  takingTime,
  unsafeSeededRandom,
  verifyAtOnce,
  type Weather,
} from "@tutti/testkit"
import { applyCommit, type CommitRecord, type CommittedStudy, newStudy } from "../committed.ts"
import { driveCoordinator } from "../coordinator/driver.ts"
import type { RunningCoordinator } from "../coordinator/ports.ts"
import { resume } from "../coordinator/resume.ts"
import { joinTraining } from "../participant/driver.ts"
import type { TrainingParticipant } from "../participant/ports.ts"
import { freezeRoster, MemoryRecords, relayKey, signPolicy } from "../participant/scenarios/scripted-relay.ts"
import { rowsOf } from "./stage.ts"

const STUDY = StudyId.parse("securewindows000")

/** The coordinator and the participants of the product at one table: a relay, its owners, and the network between. */
export class SecureTable {
  readonly clock = new FakeClock()
  readonly network = new LossyNetwork(this.clock, () => this)
  readonly records: CommitRecord[] = []
  readonly letters: Letter[] = []
  readonly faults: unknown[] = []
  weather: Weather = goodWeather
  readonly #study: CommittedStudy
  #seats = new Map<ParticipantId, RelayLine>()
  #coordinator: RunningCoordinator

  private constructor(
    readonly spec: StudySpec,
    policySignature: string,
  ) {
    this.#study = newStudy(STUDY, spec, policySignature)
    this.#coordinator = this.#start()
    this.network.weather = (letter) => {
      this.letters.push(letter)
      return this.weather(letter)
    }
  }

  static async of(spec: StudySpec): Promise<SecureTable> {
    return new SecureTable(spec, await signPolicy(spec))
  }

  get committed(): CommittedStudy {
    return this.records.reduce(applyCommit, this.#study)
  }

  get coordinator(): RunningCoordinator {
    return this.#coordinator
  }

  /** These owners come and agree, and the admin freezes the roster. @param needsMs how long their machines train */
  async assemble(people: readonly Person[], needsMs: number): Promise<TrainingParticipant[]> {
    const participants: TrainingParticipant[] = []
    for (const person of people) participants.push(await this.#enter(person, needsMs))
    const refused = await this.#coordinator.freeze(await freezeRoster(people, { spec: this.spec }))
    if (refused !== null) throw new Error(`the roster was refused: ${refused}`)
    await this.clock.advance(0)
    return participants
  }

  /** The relay is killed, and another starts on what was written. */
  async restart(): Promise<void> {
    this.#coordinator.close()
    this.#seats = new Map()
    this.network.cutAll()
    this.#coordinator = this.#start()
    await this.clock.advance(0)
    this.network.mendAll()
    await this.clock.advance(0)
  }

  async untilEnded(): Promise<void> {
    await this.clock.advanceUntil(() => this.#coordinator.state().phase.kind === "ended")
    await this.clock.advance(0)
  }

  opened(line: RelayLine): void {
    const nonce = toBase64url(new Uint8Array(32).fill(7))
    line.send({ kind: "challenge", protocol: PROTOCOL_VERSION, nonce })
  }

  received(line: RelayLine, message: OwnerMessage, payload: Uint8Array | undefined): void {
    if (message.kind === "identify") {
      const participant = ParticipantId.parse(
        participantId(fromBase64url(message.publicKey) ?? new Uint8Array(0)),
      )
      this.#seats.set(participant, line)
      this.#coordinator.connected(participant, message.label, message.publicKey)
      return
    }
    for (const [participant, seat] of this.#seats)
      if (seat === line) this.#coordinator.receive(participant, message, payload)
  }

  closed(line: RelayLine): void {
    for (const [participant, seat] of this.#seats) {
      if (seat !== line) continue
      this.#seats.delete(participant)
      this.#coordinator.disconnected(participant)
    }
  }

  async #enter(person: Person, needsMs: number): Promise<TrainingParticipant> {
    const participant = joinTraining(
      {
        channel: this.network.line(person.label),
        clock: this.clock,
        identity: signingAtOnce(person.identity),
        trainer: takingTime(linearTrainer, this.clock, needsMs),
        fault: (error) => this.faults.push(error),
        secure: {
          random: unsafeSeededRandom(`${person.label}'s secrets`),
          suite: async () => nodeSuite,
          verify: verifyAtOnce,
          records: new MemoryRecords(),
        },
      },
      {
        study: STUDY,
        invite: "an invite's secret",
        label: person.label,
        studyKey: this.spec.secure?.studyKey,
      },
    )
    await this.clock.advance(0)
    const { training, validation } = rowsOf(person.label)
    const answer = participant.ready(numberDataset(NUMBER_COLUMNS, training, validation))
    await this.clock.advance(0)
    const given = await answer
    if (!given.ok) throw new Error(`${person.label} was refused: ${given.refusal}`)
    return participant
  }

  #start(): RunningCoordinator {
    return driveCoordinator(resume(this.committed, this.clock.nowMs()), {
      clock: this.clock,
      timers: this.clock,
      send: (to, message, payload) => this.#seats.get(to)?.send(message, payload),
      commit: (record) => {
        this.records.push(record)
      },
      log: () => {},
      changed: () => {},
      fault: (error) => this.faults.push(error),
      aggregation: { suite: nodeSuite, sign: signingAtOnce(relayKey).sign, verify: verifyAtOnce },
    })
  }
}
