import { verifierOfPinnedKeys } from "@tutti/crypto"
import type { RefusalCode } from "@tutti/protocol"
import { Line, type LineEvent } from "../session/line.ts"
import type { RunTools } from "../session/tools.ts"
import type { DealerOptions, DealerPorts, DealerRecord, DealerView, RegressionDealer } from "./ports.ts"
import { type DealerEffect, type DealerEvent, type DealerState, dealerStep, newDealer } from "./step.ts"

/** Deals for a regression over a channel to its relay, until it is closed. */
export function dealRegression(ports: DealerPorts, options: DealerOptions): RegressionDealer {
  return new Driver(ports, options)
}

class Driver implements RegressionDealer {
  readonly over: Promise<RefusalCode | "closed" | null>
  #state: DealerState
  #tools: RunTools | undefined
  readonly #line: Line
  readonly #ports: DealerPorts
  readonly #listeners = new Set<(view: DealerView) => void>()
  #answerOver: (answer: RefusalCode | "closed" | null) => void = () => {}

  constructor(ports: DealerPorts, options: DealerOptions) {
    this.#ports = ports
    this.#state = newDealer(options)
    this.over = new Promise((resolve) => {
      this.#answerOver = resolve
    })
    this.#line = new Line(ports, options, (event) => this.#heard(event))
  }

  view(): DealerView {
    return this.#state.view
  }

  onView(listener: (view: DealerView) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  idle(): Promise<void> {
    return this.#line.idle()
  }

  close(): void {
    this.#state.run?.key.forget()
    this.#line.close()
    this.#answerOver("closed")
  }

  async #heard(event: LineEvent): Promise<void> {
    if (event.kind === "disconnected") return this.#step(event)
    return this.#step({ ...event, record: await this.#ports.records.load(this.#state.options.study) })
  }

  async #step(event: DealerEvent): Promise<void> {
    const before = this.#state.view
    const { state, effects } = await dealerStep(this.#state, event, await this.#ready())
    if (this.#line.closed) {
      state.run?.key.forget()
      return
    }
    this.#state = state
    for (const effect of effects) {
      if (effect.kind !== "keep") this.#carryOut(effect)
      else if (!(await this.#isKept(effect.record))) {
        await this.#step({ kind: "record-failed" })
        return
      }
    }
    if (this.#state.view !== before) for (const listener of this.#listeners) listener(this.#state.view)
  }

  async #isKept(record: DealerRecord): Promise<boolean> {
    try {
      await this.#ports.records.save(this.#state.options.study, record)
      return true
    } catch (error) {
      this.#ports.fault?.(error)
      return false
    }
  }

  #carryOut(effect: Exclude<DealerEffect, { kind: "keep" }>): void {
    switch (effect.kind) {
      case "send": {
        const bytes = this.#line.send(effect.message, effect.payload)
        const { view } = this.#state
        this.#state = { ...this.#state, view: { ...view, bytesOut: view.bytesOut + bytes } }
        break
      }
      case "answer-over":
        this.#answerOver(effect.answer)
        break
      case "hang-up":
        void this.#line.hangUp()
        break
    }
  }

  async #ready(): Promise<RunTools> {
    const { identity, random, suite } = this.#ports
    this.#tools ??= {
      random,
      suite: await suite(),
      sign: (message) => identity.sign(message),
      verify: verifierOfPinnedKeys(),
      publicKey: identity.publicKey,
    }
    return this.#tools
  }
}
