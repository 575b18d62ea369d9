import { constantTimeEqual } from "@tutti/crypto"
import type { FrozenRoster, PartyMessage, PartyRelayMessage, RefusalCode } from "@tutti/protocol"
import { hashBytes } from "../../secure/signed.ts"
import type { RunRefusal } from "../party/run.ts"
import type { LineEvent } from "../session/line.ts"
import { checkFrozen, checkStudy, type Frozen, type Study } from "../session/study.ts"
import type { RunTools } from "../session/tools.ts"
import type { DealerOptions, DealerRecord, DealerView } from "./ports.ts"
import { beginDealing, type DealerRun, deal } from "./run.ts"

/** Everything that the dealer knows of a regression: no row, no sum, no share of one. */
export type DealerState = {
  readonly options: DealerOptions
  /** Let in on this connection. */
  readonly admitted: boolean
  readonly over: "left" | "refused" | null
  readonly study: Study | null
  readonly seat: { readonly frozen: Frozen; readonly record: DealerRecord } | null
  readonly run: DealerRun | null
  readonly finished: boolean
  /** Everything but `phase`, which follows from the fields above. */
  readonly view: DealerView
}

export type DealerEvent =
  | (Extract<LineEvent, { kind: "received" }> & { readonly record: DealerRecord | null })
  | Extract<LineEvent, { kind: "disconnected" }>
  /** The run that was about to be dealt for could not be written down. */
  | { readonly kind: "record-failed" }

/** Carried out in order. What comes after a `keep` waits until the record is durable, and is not done if it fails. */
export type DealerEffect =
  | { readonly kind: "keep"; readonly record: DealerRecord }
  | {
      readonly kind: "send"
      readonly message: PartyMessage
      readonly payload: Uint8Array<ArrayBuffer> | undefined
    }
  | { readonly kind: "answer-over"; readonly answer: RefusalCode | null }
  | { readonly kind: "hang-up" }

export type DealerStep = { readonly state: DealerState; readonly effects: readonly DealerEffect[] }

export const newDealer = (options: DealerOptions): DealerState => ({
  options,
  admitted: false,
  over: null,
  study: null,
  seat: null,
  run: null,
  finished: false,
  view: {
    phase: "connecting",
    study: null,
    roster: null,
    run: null,
    dealt: [],
    ended: [],
    bytesOut: 0,
    bytesIn: 0,
    refusal: null,
  },
})

/** What follows from an event at the dealer's side: a new state, and effects to be carried out in their order. */
export async function dealerStep(
  state: DealerState,
  event: DealerEvent,
  tools: RunTools,
): Promise<DealerStep> {
  const turn = new Turn(state)
  if (state.over === null) await takeIn(turn, event, tools)
  return turn.done()
}

type Message<Kind extends PartyRelayMessage["kind"]> = Extract<PartyRelayMessage, { kind: Kind }>

async function takeIn(turn: Turn, event: DealerEvent, tools: RunTools): Promise<void> {
  if (event.kind === "disconnected") {
    turn.wipe()
    turn.set({ admitted: false })
    return
  }
  if (event.kind === "record-failed") {
    const { run } = turn.state
    if (run) turn.refuseRun(run.name.run, { code: "E_RECORD" })
    else turn.end("E_RECORD")
    return
  }
  const { message, payload, record } = event
  turn.show({ bytesIn: turn.state.view.bytesIn + event.bytes })
  if (message.kind === "refused") {
    if (!turn.state.admitted) turn.end(message.code)
    return
  }
  if (message.kind === "admitted") return admitted(turn, message, record, tools)
  if (!turn.state.admitted) return
  switch (message.kind) {
    case "roster-frozen":
      await seat(turn, message.roster, record, tools)
      return
    case "run-offered":
      return offered(turn, message, record, tools)
    case "run-roster":
      return rostered(turn, message, payload, tools)
    case "run-ended": {
      const { kind, ...ended } = message
      if (turn.state.view.run === message.run) turn.wipe()
      turn.show({ ended: [...turn.state.view.ended, ended] })
      return
    }
    case "finished":
      turn.wipe()
      turn.set({ finished: true })
      turn.do({ kind: "answer-over", answer: null })
      return
    case "waiting":
    case "material":
    case "frame-keys":
    case "frames":
    case "aggregation":
      // Words for parties.
      return
  }
}

async function admitted(
  turn: Turn,
  message: Message<"admitted">,
  record: DealerRecord | null,
  tools: RunTools,
): Promise<void> {
  const { options, study: known } = turn.state
  const checked = await checkStudy(message, null, tools.verify)
  if (!checked.ok) return turn.end(checked.code)
  const { study } = checked
  if (study.id !== options.study || (known !== null && known.hash !== study.hash))
    return turn.end("E_STUDY_CHANGED")
  if (!constantTimeEqual(study.dealerKey, tools.publicKey)) return turn.end("E_POLICY")
  const { id, spec, hash } = study
  turn.set({ admitted: true, study, finished: message.finished })
  turn.show({ study: { id, spec, hash } })
  if (message.finished) turn.do({ kind: "answer-over", answer: null })
  if (message.roster) await seat(turn, message.roster, record, tools)
}

/** Pins the roster that the study key has signed. */
async function seat(
  turn: Turn,
  roster: FrozenRoster,
  kept: DealerRecord | null,
  { verify }: RunTools,
): Promise<void> {
  const { study } = turn.state
  if (study === null) return
  const checked = await checkFrozen(study, roster, kept ?? turn.state.seat?.record ?? null, verify)
  if (!checked.ok) return turn.end(checked.code)
  const { frozen } = checked
  const record = kept ?? { studyHash: study.hash, rosterRoot: frozen.rootText, lastRun: 0 }
  if (kept === null) turn.do({ kind: "keep", record })
  turn.set({ seat: { frozen, record } })
  turn.show({ roster: { safetyNumber: frozen.safetyNumber, parties: frozen.identityKeys.length } })
}

/** A run is burned before its key leaves: whoever asks for it again, and whenever, gets nothing. */
async function offered(
  turn: Turn,
  { run, parties }: Message<"run-offered">,
  kept: DealerRecord | null,
  tools: RunTools,
): Promise<void> {
  const { study, seat } = turn.state
  if (study?.setting == null || seat === null || turn.state.finished)
    return turn.refuseRun(run, { code: "E_NOT_READY" })
  const { frozen } = seat
  const record = kept ?? seat.record
  if (run <= record.lastRun) return turn.refuseRun(run, { code: "E_RG_BURNED" })
  if (parties !== frozen.identityKeys.length) return turn.refuseRun(run, { code: "E_SA_ROSTER" })
  turn.wipe()
  const burned = { ...record, lastRun: run }
  const name = { studyHash: hashBytes(study.hash), rosterRoot: frozen.root, run }
  const begun = await beginDealing(name, tools)
  turn.set({ seat: { frozen, record: burned }, run: begun.run })
  turn.show({ run, refusal: null })
  turn.do({ kind: "keep", record: burned })
  for (const { message, payload } of begun.sends) turn.send(message, payload)
}

async function rostered(
  turn: Turn,
  { run: number }: Message<"run-roster">,
  payload: Uint8Array,
  tools: RunTools,
): Promise<void> {
  const { study, seat, run } = turn.state
  if (study?.setting == null || seat === null || turn.state.view.run !== number) return
  // It has dealt for this run already.
  if (run === null) return turn.refuseRun(number, { code: "E_RG_BURNED" })
  turn.set({ run: null })
  const { setting, dealerKey } = study
  const { identityKeys } = seat.frozen
  const dealt = await deal(run, Uint8Array.from(payload), { setting, identityKeys, dealerKey }, tools)
  if (!dealt.ok) return turn.refuseRun(number, dealt)
  for (const { message, payload: sealed } of dealt.sends) turn.send(message, sealed)
  turn.show({ dealt: [...turn.state.view.dealt, number] })
}

/** One step under way: the state as it becomes, and what is to be done, in order. */
class Turn {
  readonly effects: DealerEffect[] = []
  #state: DealerState

  constructor(state: DealerState) {
    this.#state = state
  }

  get state(): DealerState {
    return this.#state
  }

  set(changed: Partial<DealerState>): void {
    this.#state = { ...this.#state, ...changed }
  }

  show(changed: Partial<DealerView>): void {
    this.set({ view: { ...this.#state.view, ...changed } })
  }

  do(effect: DealerEffect): void {
    this.effects.push(effect)
  }

  send(message: PartyMessage, payload?: Uint8Array<ArrayBuffer>): void {
    this.do({ kind: "send", message, payload })
  }

  end(code: RefusalCode): void {
    this.wipe()
    this.set({ over: "refused" })
    this.show({ refusal: code })
    this.do({ kind: "answer-over", answer: code })
    this.do({ kind: "hang-up" })
  }

  /** This run and no other: the relay learns why, and ends it for all. */
  refuseRun(run: number, { code, party }: RunRefusal): void {
    this.wipe()
    this.show({ refusal: code })
    this.send({ kind: "run-failed", run, code, ...(party === undefined ? {} : { party }) })
  }

  wipe(): void {
    this.#state.run?.key.forget()
    this.set({ run: null })
    this.show({ run: null })
  }

  done(): DealerStep {
    const phase = phaseOf(this.#state)
    if (this.#state.view.phase !== phase) this.show({ phase })
    return { state: this.#state, effects: this.effects }
  }
}

function phaseOf({ over, admitted, study, view, finished }: DealerState): DealerView["phase"] {
  if (over) return over
  if (!admitted) return study === null ? "connecting" : "reconnecting"
  if (finished) return "finished"
  return view.run === null ? "waiting" : "dealing"
}
