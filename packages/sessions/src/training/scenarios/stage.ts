import { participantId } from "@tutti/crypto"
import {
  type OwnerMessage,
  ParticipantId,
  PROTOCOL_VERSION,
  type RefusalCode,
  type RelayMessage,
  type StudyCommand,
  type StudyEvent,
  StudyId,
  type StudySpec,
  type StudyView,
} from "@tutti/protocol"
import { fromBase64url, toBase64url } from "@tutti/ring"
import {
  FakeClock,
  goodWeather,
  type Letter,
  LossyNetwork,
  linearTrainer,
  NUMBER_COLUMNS,
  type NumberRows,
  numberDataset,
  type Person,
  type RelayLine,
  takingTime,
  unsafeSeededRandom,
  type Weather,
} from "@tutti/testkit"
import { applyCommit, type CommitRecord, type CommittedStudy, newStudy } from "../committed.ts"
import { driveCoordinator } from "../coordinator/driver.ts"
import type { RunningCoordinator } from "../coordinator/ports.ts"
import { resume } from "../coordinator/resume.ts"
import { studyView } from "../coordinator/view.ts"
import { joinTraining } from "../participant/driver.ts"
import type { TrainingParticipant } from "../participant/ports.ts"

const STUDY = StudyId.parse("windows000000000")
const INVITE = "an invite's secret"

/** A relay with its store, owners and the network between them, all in memory and in the time of one clock. */
export class Stage {
  readonly clock = new FakeClock()
  readonly network = new LossyNetwork(this.clock, () => this)
  readonly records: CommitRecord[] = []
  readonly log: Omit<StudyEvent, "at">[] = []
  readonly faults: unknown[] = []
  /** Everything that was sent, in its order. */
  readonly letters: Letter[] = []
  /** What becomes of it on the way. */
  weather: Weather = goodWeather
  /** Decides before each record is written whether the relay dies there. */
  dies: (written: number) => "before" | "after" | null = () => null
  readonly #study: CommittedStudy
  readonly #random = unsafeSeededRandom("nonces")
  #coordinator: RunningCoordinator
  #seats = new Map<ParticipantId, RelayLine>()

  constructor(spec: StudySpec) {
    this.#study = newStudy(STUDY, spec)
    this.#coordinator = this.#start()
    this.network.weather = (letter) => {
      this.letters.push(letter)
      return this.weather(letter)
    }
  }

  /** What an owner was sent, of one kind. */
  told<Kind extends RelayMessage["kind"]>(
    owner: Person,
    kind: Kind,
  ): Extract<RelayMessage, { kind: Kind }>[] {
    return this.letters.flatMap((letter) =>
      letter.to === "owner" && letter.owner === owner.label && isOfKind(letter.message, kind)
        ? [letter.message]
        : [],
    )
  }

  /** Updates in the order in which they were sent, with the weights in them. */
  updates(): { owner: string; round: number; examples: number; weights: Float32Array }[] {
    return this.letters.flatMap(({ to, owner, message, payload }) =>
      to === "relay" && message.kind === "update"
        ? [{ owner, round: message.round, examples: message.examples, weights: floatsOf(payload) }]
        : [],
    )
  }

  /** The fold of what was written: what a relay finds when it starts. */
  get committed(): CommittedStudy {
    return this.records.reduce(applyCommit, this.#study)
  }

  get coordinator(): RunningCoordinator {
    return this.#coordinator
  }

  command(command: StudyCommand["command"]): Promise<RefusalCode | null> {
    return this.#coordinator.command(command)
  }

  view(): StudyView {
    return studyView(this.#coordinator.state(), this.clock.nowMs(), {
      instant: (ms) => `1970-01-01T00:00:${String(Math.floor(ms / 1_000)).padStart(2, "0")}.000Z`,
      traffic: () => ({ bytesUp: 0, bytesDown: 0 }),
      events: [],
    })
  }

  /** An owner opens the link; it has not agreed to anything yet. @param needsMs how long its machine trains */
  join(person: Person, needsMs = 0): TrainingParticipant {
    return joinTraining(
      {
        channel: this.network.line(person.label),
        clock: this.clock,
        identity: { publicKey: person.identity.publicKey, sign: async () => new Uint8Array(64) },
        trainer: needsMs === 0 ? linearTrainer : takingTime(linearTrainer, this.clock, needsMs),
        fault: (error) => this.faults.push(error),
      },
      { study: STUDY, invite: INVITE, label: person.label },
    )
  }

  /** An owner opens the link, agrees and is ready. */
  async enter(person: Person, rows = rowsOf(person.label), needsMs = 0): Promise<TrainingParticipant> {
    const participant = this.join(person, needsMs)
    const answer = participant.ready(numberDataset(NUMBER_COLUMNS, rows.training, rows.validation))
    await this.clock.advance(0)
    const given = await answer
    if (!given.ok) throw new Error(`${person.label} was refused: ${given.refusal}`)
    return participant
  }

  /** The relay is killed, and another starts on what was written. */
  async restart(): Promise<void> {
    this.#coordinator.close()
    this.#seats = new Map()
    this.network.cutAll()
    this.dies = () => null
    this.#coordinator = this.#start()
    await this.clock.advance(0)
    this.network.mendAll()
    await this.clock.advance(0)
  }

  async untilEnded(): Promise<void> {
    await this.clock.advanceUntil(() => this.#coordinator.state().phase.kind === "ended")
  }

  opened(line: RelayLine): void {
    line.send({ kind: "challenge", protocol: PROTOCOL_VERSION, nonce: toBase64url(this.#random(32)) })
  }

  /** The door without its locks: signatures are checked where there are sockets. */
  received(line: RelayLine, message: OwnerMessage, payload: Uint8Array | undefined): void {
    if (message.kind === "identify") {
      const participant = idOf(message.publicKey)
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

  #start(): RunningCoordinator {
    return driveCoordinator(resume(this.committed, this.clock.nowMs()), {
      clock: this.clock,
      timers: this.clock,
      send: (to, message, payload) => this.#seats.get(to)?.send(message, payload),
      commit: (record) => this.#write(record),
      log: (event) => this.log.push(event),
      changed: () => {},
      fault: (error) => this.faults.push(error),
    })
  }

  async #write(record: CommitRecord): Promise<void> {
    const dies = this.dies(this.records.length)
    if (dies !== "before") this.records.push(record)
    if (dies !== null) throw new Error("killed")
  }
}

/** Rows that follow one law with an owner's own noise; how many, depends on the owner. */
export function rowsOf(label: string): { training: NumberRows; validation: NumberRows } {
  const bytes = unsafeSeededRandom(label)
  const unit = () => ((bytes(1)[0] ?? 0) - 128) / 128
  const rows = Array.from({ length: 6 + label.length }, () => {
    const features = [unit(), unit()]
    return { features, target: 3 * (features[0] ?? 0) - 2 * (features[1] ?? 0) + 1 + unit() / 10 }
  })
  return { training: rows.slice(2), validation: rows.slice(0, 2) }
}

function isOfKind<Kind extends RelayMessage["kind"]>(
  message: RelayMessage,
  kind: Kind,
): message is Extract<RelayMessage, { kind: Kind }> {
  return message.kind === kind
}

/** A copy of the weights in a payload. */
function floatsOf(payload: Uint8Array | undefined): Float32Array<ArrayBuffer> {
  return new Float32Array(Uint8Array.from(payload ?? []).buffer)
}

function idOf(publicKey: string): ParticipantId {
  return ParticipantId.parse(participantId(fromBase64url(publicKey) ?? new Uint8Array(32)))
}
