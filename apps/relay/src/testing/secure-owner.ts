import { type Identity, type Random, webRandom } from "@tutti/crypto"
import { nodeSuite } from "@tutti/crypto/node"
import type { Trainer } from "@tutti/learning"
import type { OwnerMessage, RelayMessage, StudyId } from "@tutti/protocol"
import {
  joinTraining,
  type SecureRecord,
  type SecureRecords,
  type TrainingParticipant,
} from "@tutti/sessions/training"
import { numberDataset } from "@tutti/testkit"
import { connectOwner, type OwnerChannel } from "@tutti/transport"
import { onTestFinished } from "vitest"
import { relayClock } from "../clock.ts"
import { newIdentity } from "./test-owner.ts"

export type SecureOwnerOptions = {
  url: string
  study: StudyId
  secret: string
  /** base64url */
  studyKey: string
  /** What this owner's training adds to the global weights: all of its training. [parameters] */
  update: (global: Float32Array) => Float32Array
  rows?: number
  /** WebCrypto when absent. */
  random?: Random
  /** Told of every message before the owner reacts to it. */
  onHeard?: (message: RelayMessage) => void
  /** What a hostile owner says before a step of its own; its own machine hears nothing of the answers. */
  before?: (step: OwnerAggregation, bytes: Uint8Array) => readonly Said[]
}

type OwnerAggregation = Extract<OwnerMessage, { kind: "aggregation" }>
export type Said = { message: OwnerMessage; payload?: Uint8Array }

type Kind = RelayMessage["kind"]
type Message<K extends Kind> = Extract<RelayMessage, { kind: K }>

/**
 * The product's participant in a secure study, over a real socket, whose training is an addition. It keeps what an
 * attacker would look for: what it trained, and its masked vectors as they left.
 */
export class SecureTestOwner {
  readonly received: RelayMessage[] = []
  /** Payloads of this owner's M5, in their order. */
  readonly masked: Uint8Array[] = []
  /** The model of each of its trainings, and what came out of it. [parameters] */
  readonly trained: { global: Float32Array; own: Float32Array }[] = []
  /** Every record that it saved, oldest first. */
  readonly records: SecureRecord[] = []
  /** What the relay's door threw back at a hostile owner. */
  readonly thrown: unknown[] = []
  readonly participant: TrainingParticipant
  readonly #waiters = new Set<() => void>()

  private constructor(
    readonly identity: Identity,
    readonly channel: OwnerChannel,
    { study, secret, studyKey, update, random = webRandom, onHeard, before }: SecureOwnerOptions,
  ) {
    channel.onMessage((message) => {
      this.received.push(message)
      onHeard?.(message)
      for (const wake of this.#waiters) wake()
      this.#waiters.clear()
    })
    this.participant = joinTraining(
      {
        channel: this.#watched(channel, before),
        clock: relayClock,
        identity,
        trainer: async () => this.#addingTrainer(update),
        secure: { random, suite: async () => nodeSuite, records: this.#book() },
      },
      { study, invite: secret, label: "", studyKey },
    )
  }

  /** Joins and agrees; resolves when it has enrolled. */
  static async join(options: SecureOwnerOptions): Promise<SecureTestOwner> {
    const { url, rows = 10 } = options
    const channel = connectOwner(url, { backOff: { firstMs: 20, maxMs: 200 } })
    const owner = new SecureTestOwner(await newIdentity(), channel, options)
    onTestFinished(() => owner.participant.close())
    const row = { features: [1, 1], target: 0 }
    const data = numberDataset(["height", "weight"], Array(rows).fill(row), Array(rows).fill(row))
    const agreed = await owner.participant.ready(data)
    if (!agreed.ok) throw new Error(`an owner was not let in: ${agreed.refusal}`)
    return owner
  }

  /** The first message of a kind (that fits), already here or still to come. */
  async heard<K extends Kind>(
    kind: K,
    fits: (message: Message<K>) => boolean = () => true,
  ): Promise<Message<K>> {
    for (;;) {
      for (const message of this.received) if (isKind(message, kind) && fits(message)) return message
      await new Promise<void>((resolve) => this.#waiters.add(resolve))
    }
  }

  /** The same channel; masked vectors are written down on their way out. */
  #watched(channel: OwnerChannel, before: SecureOwnerOptions["before"]): OwnerChannel {
    const send: OwnerChannel["send"] = (message, payload) => {
      if (message.kind === "aggregation" && payload) {
        if (message.step === "masked") this.masked.push(payload.slice())
        for (const said of before?.(message, payload) ?? [])
          channel.send(said.message, said.payload).catch((error: unknown) => this.thrown.push(error))
      }
      return channel.send(message, payload)
    }
    return {
      traffic: channel.traffic,
      send,
      sendShared: send,
      onMessage: (listener) =>
        channel.onMessage((message, payload) => {
          if (message.kind !== "refused" || before === undefined) listener(message, payload)
        }),
      onReconnect: (listener) => channel.onReconnect(listener),
      onDisconnect: (listener) => channel.onDisconnect(listener),
      close: () => channel.close(),
    }
  }

  #book(): SecureRecords {
    return {
      load: async () => this.records.at(-1) ?? null,
      save: async (_study, record) => void this.records.push(structuredClone(record)),
    }
  }

  #addingTrainer(update: SecureOwnerOptions["update"]): Trainer {
    const measured = { loss: 0.5, accuracy: 0.5 }
    return {
      backend: { name: "addition", reason: "written for tests" },
      train: async (weights) => {
        const change = update(weights)
        const own = Float32Array.from(weights, (weight, index) => weight + (change[index] ?? 0))
        this.trained.push({ global: weights.slice(), own })
        return { weights: own.slice(), ...measured, steps: 1, milliseconds: 1 }
      },
      evaluate: async (_weights, { rows }) => ({ ...measured, examples: rows }),
      predict: async () => new Float32Array(0),
      dispose: () => {},
    }
  }
}

function isKind<K extends Kind>(message: RelayMessage, kind: K): message is Message<K> {
  return message.kind === kind
}
