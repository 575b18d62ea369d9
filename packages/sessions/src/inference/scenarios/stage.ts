import { webRandom } from "@tutti/crypto"
import { nodeSuite } from "@tutti/crypto/node"
import {
  CANARY_ROWS,
  type InferenceMessage,
  type InferenceRelayMessage,
  type InferenceSeat,
  type InferenceSpec,
  type Network,
  ParticipantId,
  PROTOCOL_VERSION,
  placeLayers,
  StudyId,
} from "@tutti/protocol"
import { scalarKernels, toBase64url } from "@tutti/ring"
import {
  cohort,
  FakeClock,
  LossyNetwork,
  type Person,
  type RelayDoor,
  type RelayLine,
  unsafeSeededRandom,
} from "@tutti/testkit"
import { InferenceClient } from "../client.ts"
import { InferenceDealer } from "../dealer.ts"
import type { MemberPorts } from "../member/member.ts"
import { InferenceOwner } from "../owner.ts"
import { newRoom, type Room, type RoomEffect, type RoomEvent, roomStep } from "../room/room.ts"
import { SEATS } from "../sealing/labels.ts"
import { hashInference, signedInference } from "../terms.ts"

const STUDY = StudyId.parse("digits0000000000")

/** Two small layers: everything that a large network does, in a few hundred values. */
const SMALL: Network = {
  input: { height: 3, width: 4, channels: 1 },
  layers: [{ kind: "dense", units: 6 }, { kind: "relu" }, { kind: "dense", units: 3 }],
}

/** A letter or a word between the relay and one of the three, as it was sent. */
export type Said = { readonly seat: InferenceSeat; readonly payload: Uint8Array | undefined } & (
  | { readonly to: "relay"; readonly message: InferenceMessage }
  | { readonly to: "member"; readonly message: InferenceRelayMessage }
)
/** What the relay, or whoever sits on it, makes of what is said: the same, something else, several or nothing. */
export type Mallory = (said: Said) => readonly Said[]
const honest: Mallory = (said) => [said]

/** Values in ±range without a pattern. */
export function values(count: number, range: number, seed: string): Float32Array<ArrayBuffer> {
  const bytes = unsafeSeededRandom(seed)(4 * count)
  const words = new Int32Array(bytes.buffer)
  return Float32Array.from(words, (word) => (word / 2 ** 31) * range)
}

export type StageOptions = { readonly network?: Network; readonly changes?: Partial<InferenceSpec> }

/** A relay's room, a client, a model owner, a dealer and the network between them, in memory and in the time of one clock. */
export class Stage implements RelayDoor<InferenceMessage, InferenceRelayMessage> {
  readonly clock = new FakeClock()
  readonly network = new LossyNetwork<InferenceMessage, InferenceRelayMessage>(this.clock, () => this)
  /** Everything that was said, in its order, before Mallory heard it. */
  readonly said: Said[] = []
  readonly faults: unknown[] = []
  mallory: Mallory = honest
  readonly weights: Float32Array<ArrayBuffer>
  readonly spec: InferenceSpec
  readonly people: Record<InferenceSeat, Person>
  readonly #signature: string
  #room: Room
  readonly #lines = new Map<InferenceSeat, RelayLine<InferenceRelayMessage>>()
  readonly #machines: (InferenceClient | InferenceOwner | InferenceDealer)[] = []

  private constructor(spec: InferenceSpec, signature: string, people: Record<InferenceSeat, Person>) {
    const placed = placeLayers(spec.network)
    if (!placed.ok) throw new Error("the layers do not fit")
    this.spec = spec
    this.people = people
    this.weights = values(placed.parameters, 0.8, "weights")
    this.#signature = signature
    this.#room = newRoom(spec.deadlineMs)
  }

  static async of({ network = SMALL, changes = {} }: StageOptions = {}): Promise<Stage> {
    const { alice, bob, dora, rita } = await cohort("alice", "bob", "dora", "rita")
    const key = (person: Person) => toBase64url(person.identity.publicKey)
    const spec: InferenceSpec = {
      kind: "inference",
      title: "Digits",
      organiser: "Bob",
      network,
      ringBits: 32,
      fractionBits: 10,
      output: "label",
      batchRows: 4,
      canaryRows: CANARY_ROWS,
      window: 2,
      minimumRows: 4,
      mostRows: 100,
      ownerKey: key(bob),
      dealerKey: key(dora),
      relayKey: key(rita),
      deadlineMs: 30_000,
      ...changes,
    }
    const signature = await bob.identity.sign(signedInference(hashInference(spec)))
    return new Stage(spec, toBase64url(signature), { client: alice, owner: bob, dealer: dora })
  }

  client(): InferenceClient {
    const options = { study: STUDY, invite: "an invite's secret", label: "", ownerKey: this.spec.ownerKey }
    return this.#with(new InferenceClient(this.#ports("client"), options))
  }

  /** @param kept the number of the last run as it was kept, and how it goes on being kept */
  owner({ lastRun = 0, keepRun }: { lastRun?: number; keepRun?(run: number): Promise<void> } = {}) {
    const ports = { ...this.#ports("owner"), ...(keepRun && { keepRun }) }
    return this.#with(new InferenceOwner(ports, { study: STUDY, label: "", lastRun }, this.weights))
  }

  dealer(): InferenceDealer {
    return this.#with(new InferenceDealer(this.#ports("dealer"), { study: STUDY, label: "" }))
  }

  /** All three, let in. */
  async everybody() {
    const three = { client: this.client(), owner: this.owner(), dealer: this.dealer() }
    await this.settle()
    return three
  }

  /** The relay is started again, and the inference declared to it once more. @param lastRun as its model owner says */
  restart(lastRun: number): void {
    for (const seat of SEATS) this.network.cut(seat)
    this.#room = newRoom(this.spec.deadlineMs, lastRun)
    for (const seat of SEATS) this.network.mend(seat)
  }

  /** Lets everything happen that happens without time passing. */
  async settle(): Promise<void> {
    for (let quiet = 0; quiet < 3; ) {
      const before = this.said.length
      await this.clock.advance(0)
      for (const machine of this.#machines) await machine.idle()
      quiet = this.said.length === before ? quiet + 1 : 0
    }
  }

  /** Lets it happen, and gives what came of it. */
  async after<Value>(answer: Promise<Value>): Promise<Value> {
    await this.settle()
    return answer
  }

  opened(line: RelayLine<InferenceRelayMessage>): void {
    const nonce = toBase64url(new Uint8Array(32).fill(7))
    line.send({ kind: "challenge", protocol: PROTOCOL_VERSION, nonce })
  }

  received(
    line: RelayLine<InferenceRelayMessage>,
    message: InferenceMessage,
    payload: Uint8Array | undefined,
  ): void {
    const seat = seatOf(line.owner)
    if (message.kind === "identify") {
      this.#lines.set(seat, line)
      this.#tell(seat, {
        kind: "admitted",
        participant: ParticipantId.parse(this.people[seat].identity.participant),
        study: STUDY,
        spec: this.spec,
        studyHash: hashInference(this.spec),
        policySignature: this.#signature,
        seat,
      })
      this.#happened({ kind: "came", seat, identityKey: message.publicKey, nowMs: this.clock.nowMs() })
      return
    }
    for (const heard of this.#through({ seat, to: "relay", message, payload })) {
      if (heard.to !== "relay" || heard.message.kind === "identify") continue
      this.#happened({
        kind: "received",
        from: heard.seat,
        message: heard.message,
        payload: Uint8Array.from(heard.payload ?? []),
        nowMs: this.clock.nowMs(),
      })
    }
  }

  closed(line: RelayLine<InferenceRelayMessage>): void {
    const seat = seatOf(line.owner)
    if (this.#lines.get(seat) !== line) return
    this.#lines.delete(seat)
    this.#happened({ kind: "left", seat, nowMs: this.clock.nowMs() })
  }

  /** The relay says something on its own account. */
  tell(seat: InferenceSeat, message: InferenceRelayMessage, payload?: Uint8Array): void {
    this.#lines.get(seat)?.send(message, payload)
  }

  #tell(seat: InferenceSeat, message: InferenceRelayMessage, payload?: Uint8Array): void {
    for (const said of this.#through({ seat, to: "member", message, payload }))
      if (said.to === "member") this.#lines.get(said.seat)?.send(said.message, said.payload)
  }

  #through(said: Said): readonly Said[] {
    this.said.push(said)
    return this.mallory(said)
  }

  #happened(event: RoomEvent): void {
    const { state, effects } = roomStep(this.#room, event)
    this.#room = state
    for (const effect of effects) this.#carryOut(effect)
  }

  #carryOut(effect: RoomEffect): void {
    if (effect.kind === "send") this.#tell(effect.to, effect.message, effect.payload)
    if (effect.kind === "start-timer")
      this.clock.start(effect.afterMs, () => this.#happened({ kind: "timer", nowMs: this.clock.nowMs() }))
  }

  #ports(seat: InferenceSeat): MemberPorts {
    return {
      channel: this.network.line(seat),
      identity: this.people[seat].identity,
      random: webRandom,
      suite: async () => nodeSuite,
      kernels: scalarKernels(),
      fault: (error) => this.faults.push(error),
    }
  }

  #with<Machine extends InferenceClient | InferenceOwner | InferenceDealer>(machine: Machine): Machine {
    this.#machines.push(machine)
    return machine
  }
}

function seatOf(owner: string): InferenceSeat {
  if (owner === "client" || owner === "owner" || owner === "dealer") return owner
  throw new Error(`${owner} has no seat`)
}
