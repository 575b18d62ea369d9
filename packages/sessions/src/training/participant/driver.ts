import { identifyMessage } from "@tutti/crypto"
import type { PreparedDataset } from "@tutti/data"
import { ChannelError, type OwnerMessage, type RefusalCode, type RelayMessage } from "@tutti/protocol"
import { encodeUtf8, fromBase64url, toBase64url } from "@tutti/ring"
import type { Answer } from "../answer.ts"
import type { ParticipantEffect, ParticipantEvent } from "./events.ts"
import type {
  Admission,
  JoinOptions,
  ParticipantPorts,
  TrainingOutcome,
  TrainingParticipant,
} from "./ports.ts"
import type { SecureEffect } from "./secure/events.ts"
import { SecureHost } from "./secure/host.ts"
import { isWanted, newParticipant, type Participant } from "./state.ts"
import { participantStep } from "./step.ts"
import type { OwnerView } from "./view.ts"
import { Work } from "./work.ts"

/** Joins a study over a channel to its relay; takes part from `ready` on. */
export function joinTraining(ports: ParticipantPorts, options: JoinOptions): TrainingParticipant {
  return new Driver(ports, options)
}

type Untimed<Event> = Event extends ParticipantEvent ? Omit<Event, "nowMs"> : never
type Received = Untimed<Extract<ParticipantEvent, { kind: "received" }>>
/** An answer that somebody waits for. */
type Asked<Value> = { readonly answered: Promise<Answer<Value>>; answer(answer: Answer<Value>): void }

const CLOSED = { ok: false, refusal: "closed" } as const

class Driver implements TrainingParticipant {
  readonly admitted: Promise<Answer<Admission>>
  #state: Participant
  #closed = false
  #work: Work | undefined
  readonly #secure: SecureHost
  /** Checks of signatures under way; what the relay says meanwhile waits, in its order. */
  #checks = 0
  #unheard: Received[] = []
  /** Messages handed to the channel and not yet taken: an end waits for them. */
  #sending: Promise<unknown> = Promise.resolve()
  readonly #admission = ask<Admission>()
  #agreement = ask<null>()
  #result = ask<TrainingOutcome>()
  #results: Promise<unknown> = Promise.resolve()
  readonly #listeners = new Set<(view: OwnerView) => void>()
  readonly #removers: readonly (() => void)[]

  constructor(
    private readonly ports: ParticipantPorts,
    options: JoinOptions,
  ) {
    this.#state = newParticipant(options)
    this.admitted = this.#admission.answered
    const { channel, identity, secure } = ports
    this.#secure = new SecureHost({
      secure,
      identity,
      happened: (happened) => this.#happened({ kind: "secure", happened }),
      fault: (error) => ports.fault?.(error),
    })
    this.#removers = [
      channel.onMessage((message, payload) => {
        const bytes = envelopeBytes(message) + (payload?.length ?? 0)
        this.#hear({ kind: "received", message, payload, bytes })
      }),
      channel.onDisconnect(() => {
        this.#unheard = []
        this.#happened({ kind: "disconnected" })
      }),
    ]
  }

  view(): OwnerView {
    return this.#state.view
  }

  onView(listener: (view: OwnerView) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  dataChecked(): void {
    this.#happened({ kind: "data-checked" })
  }

  async ready(dataset: PreparedDataset): Promise<Answer<null>> {
    const admission = await this.admitted
    if (!admission.ok) return admission
    const { model, training } = admission.value.spec
    const trainer = await this.ports.trainer(model)
    this.#work?.dispose()
    this.#work = new Work(dataset, trainer, training.local)
    if (this.#closed) {
      this.#work.dispose()
      return CLOSED
    }
    this.#agreement.answer(CLOSED)
    this.#agreement = ask()
    this.#happened({ kind: "trainer", backend: { ...trainer.backend } })
    const { trainingRows, validationRows, statistics } = dataset
    this.#happened({ kind: "agreed", trainingRows, validationRows, statistics })
    return this.#agreement.answered
  }

  pause(): void {
    this.#happened({ kind: "pause" })
  }

  resume(): void {
    this.#happened({ kind: "resume" })
  }

  async leave(): Promise<void> {
    this.#happened({ kind: "leave" })
    await this.#sending
    this.close()
  }

  /** One after the other: an answer does not say which question it is of. */
  result(which: "best" | "last"): Promise<Answer<TrainingOutcome>> {
    const answered = this.#results.then(() => {
      if (this.#closed) return CLOSED
      this.#result = ask()
      this.#happened({ kind: "want-result", which })
      return this.#result.answered
    })
    this.#results = answered
    return answered
  }

  close(): void {
    if (this.#closed) return
    this.#closed = true
    for (const remove of this.#removers) remove()
    for (const asked of [this.#admission, this.#agreement, this.#result]) asked.answer(CLOSED)
    this.#work?.dispose()
    this.#secure.close()
    this.ports.channel.close()
  }

  #hear(received: Received): void {
    if (this.#checks > 0) this.#unheard.push(received)
    else this.#happened(received)
  }

  #happened(event: Untimed<ParticipantEvent>): void {
    if (this.#closed) return
    const before = this.#state.view
    const { state, effects } = participantStep(this.#state, { ...event, nowMs: this.ports.clock.nowMs() })
    this.#state = state
    for (const effect of effects) this.#carryOut(effect)
    if (this.#state.view !== before) for (const listener of this.#listeners) listener(this.#state.view)
  }

  #carryOut(effect: ParticipantEffect): void {
    switch (effect.kind) {
      case "sign":
        void this.#sign(effect.nonce)
        break
      case "send":
        this.#send(effect.message, effect.payload)
        break
      case "train":
      case "evaluate":
        this.#begin(effect)
        break
      case "answer-admission":
        this.#admission.answer(effect.answer)
        break
      case "answer-agreement":
        this.#agreement.answer(effect.answer)
        break
      case "answer-result":
        this.#result.answer(effect.answer)
        break
      case "secure":
        void this.#carryOutSecure(effect.effect)
        break
      case "hang-up":
        void this.#sending.then(() => this.close())
        break
    }
  }

  async #carryOutSecure(effect: SecureEffect): Promise<void> {
    const check = this.#secure.carryOut(effect)
    if (check === undefined) return
    this.#checks++
    await check
    this.#checks--
    while (this.#checks === 0) {
      const received = this.#unheard.shift()
      if (received === undefined) return
      this.#happened(received)
    }
  }

  async #sign(nonce: string): Promise<void> {
    const { identity, fault } = this.ports
    try {
      // The door has parsed the nonce: 32 bytes in base64url.
      const challenge = fromBase64url(nonce) ?? new Uint8Array(32)
      const signature = await identity.sign(identifyMessage(challenge, this.#state.options.study))
      const publicKey = toBase64url(identity.publicKey)
      this.#happened({ kind: "signed", nonce, publicKey, signature: toBase64url(signature) })
    } catch (error) {
      fault?.(error)
      this.close()
    }
  }

  #send(message: OwnerMessage, payload: Uint8Array | undefined): void {
    const taken = this.ports.channel.send(message, payload).then(
      () => this.#happened({ kind: "delivered", message }),
      (error: unknown) => this.#happened({ kind: "undelivered", message, code: this.#refusalOf(error) }),
    )
    this.#sending = Promise.all([this.#sending, taken])
    this.#happened({ kind: "sent", message, bytes: envelopeBytes(message) + (payload?.length ?? 0) })
  }

  #refusalOf(error: unknown): RefusalCode | null {
    if (error instanceof ChannelError)
      return error.refusal ?? (error.code === "too-big" ? "E_FRAME_TOO_BIG" : null)
    this.ports.fault?.(error)
    return null
  }

  #begin(task: Extract<ParticipantEffect, { kind: "train" | "evaluate" }>): void {
    this.#work?.begin(
      task,
      () => !this.#closed && isWanted(this.#state, task),
      (done) => this.#happened(done),
      (error) => this.ports.fault?.(error),
    )
  }
}

/** Bytes of a message's envelope as it travels. */
function envelopeBytes(message: OwnerMessage | RelayMessage): number {
  return encodeUtf8(JSON.stringify(message)).length
}

function ask<Value>(): Asked<Value> {
  let answer: (answer: Answer<Value>) => void = () => {}
  const answered = new Promise<Answer<Value>>((resolve) => {
    answer = resolve
  })
  return { answered, answer: (given) => answer(given) }
}
