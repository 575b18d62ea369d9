import { generateIdentity, type Identity, identifyMessage, webRandom } from "@tutti/crypto"
import type { OwnerMessage, RelayMessage, StudyId } from "@tutti/protocol"
import { PROTOCOL_VERSION } from "@tutti/protocol"
import { bytesToFloats, floatsToBytes, fromBase64url, toBase64url } from "@tutti/ring"
import { connectOwner, type OwnerChannel } from "@tutti/transport"

type Kind = RelayMessage["kind"]
type Message<K extends Kind> = Extract<RelayMessage, { kind: K }>

export type TestOwnerOptions = {
  url: string
  study: StudyId
  secret: string
  identity?: Identity
  label?: string
  rows?: number
  /** What this owner adds to every weight in a round: its whole training, so that averages are known by hand. */
  step?: number
  /** Weights to answer a round with, instead of the above. */
  train?: (global: Float32Array, round: number) => Float32Array
  /** Told of every message before the owner reacts to it. */
  onHeard?: (message: RelayMessage) => void
  /** Answers challenges, gets ready and takes part by itself; without, the test sends what it wants. */
  automatic?: boolean
}

export const newIdentity = () => generateIdentity({ name: "noble", random: webRandom })

/**
 * An owner whose training is an addition, over a real socket. It hears everything, and plays its part by itself
 * unless a test takes over.
 */
export class TestOwner {
  readonly received: { message: RelayMessage; weights: Float32Array | undefined }[] = []
  readonly channel: OwnerChannel
  readonly #options: TestOwnerOptions
  readonly #identity: Identity
  readonly #waiters = new Set<() => void>()
  #weights = new Float32Array(0)

  private constructor(options: TestOwnerOptions, identity: Identity) {
    this.#options = options
    this.#identity = identity
    this.channel = connectOwner(options.url, { backOff: { firstMs: 20, maxMs: 200 } })
    this.channel.onMessage((message, payload) => this.#hear(message, payload))
  }

  /** Connects; resolves at once, see `heard`. */
  static async join(options: TestOwnerOptions): Promise<TestOwner> {
    return new TestOwner(options, options.identity ?? (await newIdentity()))
  }

  get participant(): string {
    return this.#identity.participant
  }

  get identity(): Identity {
    return this.#identity
  }

  /** The first message of a kind (that fits), already here or still to come. */
  async heard<K extends Kind>(
    kind: K,
    fits: (message: Message<K>) => boolean = () => true,
  ): Promise<{ message: Message<K>; weights: Float32Array | undefined }> {
    for (;;) {
      for (const { message, weights } of this.received)
        if (isKind(message, kind) && fits(message)) return { message, weights }
      await new Promise<void>((resolve) => this.#waiters.add(resolve))
    }
  }

  /** Resolves at the next loss of the line. */
  lost(): Promise<string> {
    return new Promise((resolve) => this.channel.onDisconnect(resolve))
  }

  async identify(
    nonce: string,
    change: Partial<Extract<OwnerMessage, { kind: "identify" }>> = {},
  ): Promise<void> {
    const { study, secret, label = "" } = this.#options
    const signature = await this.#identity.sign(
      identifyMessage(fromBase64url(nonce) ?? new Uint8Array(32), study),
    )
    await this.channel.send({
      kind: "identify",
      protocol: PROTOCOL_VERSION,
      study,
      invite: secret,
      publicKey: toBase64url(this.#identity.publicKey),
      signature: toBase64url(signature),
      label,
      ...change,
    })
  }

  /** Statistics of rows that are all 1, for the columns of the study. */
  ready({ spec, studyHash }: Pick<Message<"admitted">, "spec" | "studyHash">): Promise<void> {
    const rows = this.#options.rows ?? 10
    const names = spec.dataset.columns.flatMap(({ kind, name }) => (kind === "numeric" ? [name] : []))
    return this.channel.send({
      kind: "ready",
      studyHash,
      trainingRows: rows,
      validationRows: rows,
      statistics: names.map((name) => ({ name, count: rows, sum: rows, sumOfSquares: rows })),
    })
  }

  update(round: number, weights: Float32Array, examples = this.#options.rows ?? 10): Promise<void> {
    const message = {
      kind: "update",
      round,
      examples,
      trainLoss: 1 / round,
      trainAccuracy: 0.5,
      trainingMs: 1,
    }
    return this.channel.send(message as OwnerMessage, floatsToBytes(weights))
  }

  evaluation(round: number): Promise<void> {
    const examples = this.#options.rows ?? 10
    return this.channel.send({ kind: "evaluation", round, examples, loss: 1 / round, accuracy: 0.5 })
  }

  close(): void {
    this.channel.close()
  }

  #hear(message: RelayMessage, payload: Uint8Array | undefined): void {
    const read = payload && bytesToFloats(payload)
    const weights = read?.ok ? Float32Array.from(read.floats) : undefined
    if (weights !== undefined) this.#weights = weights
    this.received.push({ message, weights })
    this.#options.onHeard?.(message)
    for (const wake of this.#waiters) wake()
    this.#waiters.clear()
    if (this.#options.automatic !== false)
      this.#play(message).catch(() => {
        // The line was lost while it answered; it starts again with the next challenge.
      })
  }

  async #play(message: RelayMessage): Promise<void> {
    switch (message.kind) {
      case "challenge":
        return this.identify(message.nonce)
      case "admitted":
        return this.ready(message)
      case "round-opened": {
        const { step = 0, train = (global: Float32Array) => global.map((weight) => weight + step) } =
          this.#options
        return this.update(message.round, train(this.#weights, message.round))
      }
      case "model-averaged":
        return this.evaluation(message.round)
      default:
        return
    }
  }
}

function isKind<K extends Kind>(message: RelayMessage, kind: K): message is Message<K> {
  return message.kind === kind
}
