import { verifierOfPinnedKeys } from "@tutti/crypto"
import type { ColumnFindings, PartyMessage } from "@tutti/protocol"
import type { SufficientStatistics } from "@tutti/regression"
import type { Answer } from "../../training/answer.ts"
import { Line, type LineEvent } from "../session/line.ts"
import type { RunTools } from "../session/tools.ts"
import type { PartyEffect, PartyEvent } from "./events.ts"
import type { PartyAdmission, PartyOptions, PartyPorts, PartyRecord, RegressionParty } from "./ports.ts"
import { wipeRun } from "./run.ts"
import { newParty, type PartyState } from "./state.ts"
import { partyStep } from "./step.ts"
import { SumHost } from "./sum-host.ts"
import type { PartyLedgerEntry, PartyView } from "./view.ts"

/** Joins a regression over a channel to its relay; takes part from `enrol` on. */
export function joinRegression(ports: PartyPorts, options: PartyOptions): RegressionParty {
  return new Driver(ports, options)
}

type Untimed<Event> = Event extends PartyEvent ? Omit<Event, "nowMs"> : never

const CLOSED = { ok: false, refusal: "closed" } as const

class Driver implements RegressionParty {
  readonly admitted: Promise<Answer<PartyAdmission>>
  #state: PartyState
  #tools: RunTools | undefined
  #sums: SumHost | undefined
  readonly #line: Line
  readonly #ports: PartyPorts
  readonly #listeners = new Set<(view: PartyView) => void>()
  #answerAdmission: (answer: Answer<PartyAdmission>) => void = () => {}
  #answerAgreement: (answer: Answer<null>) => void = () => {}

  constructor(ports: PartyPorts, options: PartyOptions) {
    this.#ports = ports
    this.#state = newParty(options)
    this.admitted = new Promise((resolve) => {
      this.#answerAdmission = resolve
    })
    this.#line = new Line(ports, options, (event) => this.#heard(event))
  }

  view(): PartyView {
    return this.#state.view
  }

  onView(listener: (view: PartyView) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  async enrol(statistics: SufficientStatistics, findings?: ColumnFindings): Promise<Answer<null>> {
    const admission = await this.admitted
    if (!admission.ok) return admission
    if (this.#line.closed) return CLOSED
    return new Promise((resolve) => {
      this.#answerAgreement(CLOSED)
      this.#answerAgreement = resolve
      this.#do({ kind: "agreed", statistics, findings: findings ?? null })
    })
  }

  async tell(findings: ColumnFindings): Promise<Answer<null>> {
    const admission = await this.admitted
    if (!admission.ok) return admission
    if (this.#line.closed) return CLOSED
    this.#do({ kind: "told", findings })
    await this.#line.idle()
    return { ok: true, value: null }
  }

  async leave(): Promise<void> {
    this.#do({ kind: "leave" })
    await this.#line.idle()
    await this.#line.hangUp()
    this.close()
  }

  async idle(): Promise<void> {
    await this.#line.idle()
    await this.#sums?.idle()
    await this.#line.idle()
  }

  close(): void {
    wipeRun(this.#state.run)
    this.#sums?.abandon()
    this.#line.close()
    this.#answerAdmission(CLOSED)
    this.#answerAgreement(CLOSED)
  }

  #do(event: Untimed<PartyEvent>): void {
    this.#line.do(() => this.#step(event))
  }

  async #heard(event: LineEvent): Promise<void> {
    if (event.kind === "disconnected") return this.#step(event)
    const { records } = this.#ports
    const record = await records.load(this.#state.options.study)
    return this.#step({ ...event, record })
  }

  async #step(event: Untimed<PartyEvent>): Promise<void> {
    const before = this.#state.view
    const nowMs = this.#ports.clock.nowMs()
    const { state, effects } = await partyStep(this.#state, { ...event, nowMs }, await this.#ready())
    if (this.#line.closed) {
      wipeRun(state.run)
      return
    }
    this.#state = state
    await this.#perform(effects)
    if (this.#state.view !== before) for (const listener of this.#listeners) listener(this.#state.view)
  }

  async #perform(effects: readonly PartyEffect[]): Promise<void> {
    for (const effect of effects) {
      if (this.#line.closed) return
      if (effect.kind !== "keep") this.#carryOut(effect)
      else if (!(await this.#isKept(effect.record))) return this.#step({ kind: "record-failed" })
    }
  }

  async #isKept(record: PartyRecord): Promise<boolean> {
    try {
      await this.#ports.records.save(this.#state.options.study, record)
      return true
    } catch (error) {
      this.#ports.fault?.(error)
      return false
    }
  }

  #carryOut(effect: Exclude<PartyEffect, { kind: "keep" }>): void {
    switch (effect.kind) {
      case "send":
        this.#enter(effect.message, this.#line.send(effect.message, effect.payload))
        break
      case "answer-admission":
        this.#answerAdmission(effect.answer)
        break
      case "answer-agreement":
        this.#answerAgreement(effect.answer)
        break
      case "enter-sum":
        this.#sums?.enter(effect)
        break
      case "take-step":
        this.#sums?.take(effect)
        break
      case "abandon-sum":
        this.#sums?.abandon()
        break
      case "hang-up":
        void this.#line.hangUp().then(() => this.close())
        break
    }
  }

  /** The owner's own list of what left. */
  #enter(message: PartyMessage, bytes: number): void {
    const { view } = this.#state
    const entry: PartyLedgerEntry = {
      what: whatLeft(message),
      run: "run" in message ? message.run : "number" in message ? message.number : null,
      round: "round" in message ? message.round : null,
      bytes,
      atMs: this.#ports.clock.nowMs(),
    }
    this.#state = {
      ...this.#state,
      view: { ...view, ledger: [...view.ledger, entry], bytesOut: view.bytesOut + bytes },
    }
  }

  async #ready(): Promise<RunTools> {
    if (this.#tools) return this.#tools
    const { identity, random, suite, records, fault } = this.#ports
    const { study } = this.#state.options
    const tools: RunTools = {
      random,
      suite: await suite(),
      sign: (message) => identity.sign(message),
      verify: verifierOfPinnedKeys(),
      publicKey: identity.publicKey,
    }
    this.#tools = tools
    this.#sums = new SumHost({
      tools,
      load: () => records.load(study),
      save: (record) => records.save(study, record),
      state: () => this.#state,
      happened: (event) => this.#do(event),
      fault: (error) => fault?.(error),
    })
    return tools
  }
}

function whatLeft(message: PartyMessage): PartyLedgerEntry["what"] {
  switch (message.kind) {
    case "enrol":
      return "enrolment"
    case "readiness":
      return "readiness"
    case "run-failed":
      return "refusal"
    case "leave":
      return "goodbye"
    case "aggregation":
      return message.step === "masked" ? "masked-vector" : "aggregation-step"
    case "run-key":
    case "frame-keys":
    case "frame":
    case "report":
      return message.kind
    case "identify":
    case "material":
      throw new Error(`a party's machine does not decide on ${message.kind}`)
  }
}
