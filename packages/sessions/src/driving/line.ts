import { type Identity, identifyMessage } from "@tutti/crypto"
import {
  type Channel,
  ChannelError,
  type PartyMessage,
  PROTOCOL_VERSION,
  type StudyId,
} from "@tutti/protocol"
import { encodeUtf8, fromBase64url, toBase64url } from "@tutti/ring"

/** What a machine says of itself at the relay's door. */
export type Introduction = {
  readonly study: StudyId
  /** The invite's secret; whoever the study names by its key has none. */
  readonly invite?: string
  /** Shown to the others; may be empty. */
  readonly label: string
}

type Identify = Extract<PartyMessage, { kind: "identify" }>
type Challenge = { readonly kind: "challenge"; readonly nonce: string }
type Spoken = { readonly kind: string }

export type LinePorts<Out extends Spoken, In extends Spoken> = {
  readonly channel: Channel<Out | Identify, In>
  readonly identity: Pick<Identity, "publicKey" | "sign">
  /** For the host's own log. */
  fault?(error: unknown): void
}

type News<In> = Exclude<In, { kind: "challenge" }>
export type LineEvent<In> =
  | {
      readonly kind: "received"
      readonly message: News<In>
      readonly payload: Uint8Array
      /** Envelope and payload. */
      readonly bytes: number
    }
  | { readonly kind: "disconnected" }

const NOTHING = new Uint8Array(0)

/**
 * One machine's line to the relay: answers challenges, hands over what comes one after the other, each with all that
 * follows from it before the next, and waits with its end for what was sent.
 */
export class Line<Out extends Spoken, In extends Spoken> {
  readonly #ports: LinePorts<Out, In>
  readonly #introduction: Introduction
  readonly #removers: readonly (() => void)[]
  #last: Promise<void> = Promise.resolve()
  #sending: Promise<unknown> = Promise.resolve()
  #closed = false

  constructor(
    ports: LinePorts<Out, In>,
    introduction: Introduction,
    happened: (event: LineEvent<In>) => Promise<void>,
  ) {
    this.#ports = ports
    this.#introduction = introduction
    const { channel } = ports
    this.#removers = [
      channel.onMessage((message, payload) => {
        if (isNews(message)) {
          const bytes = envelopeBytes(message) + (payload?.length ?? 0)
          this.do(() => happened({ kind: "received", message, payload: payload ?? NOTHING, bytes }))
        } else if (isChallenge(message)) this.do(() => this.#answer(message.nonce))
      }),
      channel.onDisconnect(() => this.do(() => happened({ kind: "disconnected" }))),
    ]
  }

  /** After everything that was asked before. What it throws goes to the host's log, and closes the line. */
  do(work: () => Promise<void>): void {
    this.#last = this.#last.then(async () => {
      if (this.#closed) return
      try {
        await work()
      } catch (error) {
        this.#ports.fault?.(error)
        this.close()
      }
    })
  }

  /**
   * @param payload nobody writes to it any more
   * @returns bytes that left. A message that a breaking line loses is lost: the run that it belongs to ends.
   */
  send(message: Out | Identify, payload?: Uint8Array): number {
    const taken = this.#ports.channel.sendShared(message, payload).catch((error: unknown) => {
      if (!(error instanceof ChannelError)) this.#ports.fault?.(error)
    })
    this.#sending = Promise.all([this.#sending, taken])
    return envelopeBytes(message) + (payload?.length ?? 0)
  }

  /** Resolves when everything that was asked before is done. */
  idle(): Promise<void> {
    return this.#last
  }

  /** Ends the line when all that was sent is taken. */
  async hangUp(): Promise<void> {
    await this.#sending
    this.close()
  }

  close(): void {
    if (this.#closed) return
    this.#closed = true
    for (const remove of this.#removers) remove()
    this.#ports.channel.close()
  }

  get closed(): boolean {
    return this.#closed
  }

  async #answer(nonce: string): Promise<void> {
    const { identity } = this.#ports
    const { study, invite, label } = this.#introduction
    // The door has parsed the nonce: 32 bytes in base64url.
    const challenge = fromBase64url(nonce) ?? new Uint8Array(32)
    const signature = await identity.sign(identifyMessage(challenge, study))
    this.send({
      kind: "identify",
      protocol: PROTOCOL_VERSION,
      study,
      ...(invite === undefined ? {} : { invite }),
      publicKey: toBase64url(identity.publicKey),
      signature: toBase64url(signature),
      label,
    })
  }
}

/** Bytes of a message's envelope as it travels. */
const envelopeBytes = (message: Spoken): number => encodeUtf8(JSON.stringify(message)).length

const isNews = <In extends Spoken>(message: In): message is News<In> => message.kind !== "challenge"
const isChallenge = (message: Spoken): message is Challenge => message.kind === "challenge"
