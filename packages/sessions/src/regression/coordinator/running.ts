import { LIMITS, type ParticipantId, type RefusalCode } from "@tutti/protocol"
import { frameLength, materialBytes } from "@tutti/regression"
import { concatBytes } from "@tutti/ring"
import { SEALED_KEY_BYTES } from "../sealing/frame-keys.ts"
import { joinRunKeys, RUN_KEY_BYTES } from "../sealing/run-keys.ts"
import { SEAL_BYTES } from "../sealing/seal.ts"
import { endRun, finishRun } from "./ending.ts"
import type { CoordinatorEvent, SeatedMessage } from "./events.ts"
import { othersFrames } from "./frames.ts"
import { type OpenRun, type RegressionCoordinator, ROUNDS, type RunStep } from "./state.ts"
import { beginSum } from "./sums.ts"
import type { Turn } from "./turn.ts"

type Bytes = Uint8Array<ArrayBuffer>
type Received = Extract<CoordinatorEvent, { kind: "received" }>
type Said<Kind extends SeatedMessage["kind"]> = Extract<SeatedMessage, { kind: Kind }>
type At<Kind extends RunStep["kind"]> = OpenRun & { readonly step: Extract<RunStep, { kind: Kind }> }

/** A run begins with everybody who has to be there, or not at all. */
export function start(turn: Turn): void {
  const code = startProblem(turn.state)
  if (code) {
    turn.effects.push({ kind: "refuse-command", code })
    return
  }
  const { spec, lastRun } = turn.study
  const number = lastRun + 1
  turn.commit({ kind: "run-begun", run: number })
  for (const participant of turn.state.parties) turn.change(participant, { bytesUp: 0 })
  if (spec.opening === "aggregate") {
    beginSum(turn, number)
    return
  }
  open(turn, number, { kind: "keys", dealer: null, parties: new Map() })
  turn.log("run-begun")
  turn.tell({
    kind: "run-offered",
    run: number,
    parties: turn.state.parties.length,
    remainingMs: spec.deadlineMs,
  })
}

function startProblem({
  committed,
  run,
  owners,
  parties,
  dealer,
}: RegressionCoordinator): RefusalCode | null {
  if (committed.state === "finished" || committed.state === "stopped") return "E_STUDY_CLOSED"
  if (run !== null) return "E_WRONG_STATE"
  if (committed.roster === null) return "E_NOT_FROZEN"
  const { opening, secure } = committed.spec
  const there = parties.filter((participant) => {
    const owner = owners.get(participant)
    return owner?.online && owner.enrolled
  })
  const need = opening === "coefficients" ? parties.length : secure.minimumCohort
  if (there.length < need) return "E_TOO_FEW_OWNERS"
  return opening === "coefficients" && !dealer?.online ? "E_RG_DEALER" : null
}

/** The next step of the run, with a deadline of its own. */
function open(turn: Turn, number: number, step: RunStep): void {
  const { deadlineMs } = turn.study.spec
  const beganAtMs = turn.state.run?.beganAtMs ?? turn.nowMs
  // What is open to its parties is not taken back: their reports may come as late as they like.
  const isEndless = step.kind === "reports"
  turn.set({
    run: { number, beganAtMs, step, deadlineAtMs: isEndless ? null : turn.nowMs + deadlineMs },
  })
  turn.cancelTimer("step")
  if (!isEndless) turn.startTimer("step", deadlineMs)
}

/** The step's time is up: whoever owes something has kept the others waiting for too long. */
export function stepDeadline(turn: Turn): void {
  const { run } = turn.state
  if (run === null || run.deadlineAtMs === null) return
  if (turn.nowMs < run.deadlineAtMs) turn.startTimer("step", run.deadlineAtMs - turn.nowMs)
  else endRun(turn, { reason: "deadline", party: firstMissing(turn.state, run) })
}

function firstMissing({ parties }: RegressionCoordinator, { step }: OpenRun): number | null {
  const came = step.kind === "keys" ? step.parties : step.kind === "material" ? step.frameKeys : null
  const frames = step.kind === "frames" ? step.frames : came
  const missing = frames === null ? -1 : parties.findIndex((_, index) => !frames.has(index))
  return missing < 0 ? null : missing
}

type RunWord = "run-key" | "material" | "frame-keys" | "frame" | "report"

/** A message of a run: it counts once, in its step, from whoever owes it. */
export function runMessage(turn: Turn, { participant, message, payload }: Received): void {
  if (!isRunWord(message)) return
  const { run, parties, dealer } = turn.state
  const { kind } = message
  if (run?.number !== message.run) {
    turn.refuse(participant, kind, message.run <= turn.study.lastRun ? "E_LATE" : "E_WRONG_STATE")
    return
  }
  const index = parties.indexOf(participant)
  const isFromDealer = dealer?.participant === participant
  if (index < 0 && !isFromDealer) {
    turn.refuse(participant, kind, "E_NOT_IN_COHORT")
    return
  }
  const owner = turn.owner(participant)
  if (owner) turn.change(participant, { bytesUp: owner.bytesUp + payload.length })
  const code = take(turn, run, { seat: isFromDealer ? "dealer" : index, message, payload })
  if (code) turn.refuse(participant, kind, code)
}

type Arrived<Message> = {
  readonly seat: number | "dealer"
  readonly message: Message
  readonly payload: Bytes
}

/** @returns why the message does not count, or null. */
function take(turn: Turn, run: OpenRun, arrived: Arrived<Said<RunWord>>): RefusalCode | null {
  const { message, payload, seat } = arrived
  const { step } = run
  switch (message.kind) {
    case "run-key":
      return step.kind === "keys" ? takeKey(turn, { ...run, step }, seat, payload) : "E_WRONG_STATE"
    case "material":
      if (seat !== "dealer") return "E_FORBIDDEN"
      return step.kind === "material"
        ? takeMaterial(turn, { ...run, step }, message.to, payload)
        : "E_WRONG_STATE"
    case "frame-keys":
      if (seat === "dealer") return "E_FORBIDDEN"
      return step.kind === "material" ? takeFrameKeys(turn, { ...run, step }, seat, payload) : "E_WRONG_STATE"
    case "frame":
      if (seat === "dealer") return "E_FORBIDDEN"
      if (step.kind !== "frames" && step.kind !== "material") return "E_WRONG_STATE"
      return takeFrame(turn, { ...run, step }, seat, message.round, payload)
    case "report":
      if (seat === "dealer") return "E_FORBIDDEN"
      return step.kind === "reports" ? takeReport(turn, run, seat, payload) : "E_WRONG_STATE"
  }
}

function takeKey(turn: Turn, run: At<"keys">, seat: number | "dealer", payload: Bytes): RefusalCode | null {
  const { step, number } = run
  const { parties } = turn.state
  if (seat === "dealer" ? step.dealer !== null : step.parties.has(seat)) return "E_DUPLICATE"
  if (payload.length !== RUN_KEY_BYTES) {
    endRun(turn, { reason: "refused", code: "E_RG_KEYS", ...(seat === "dealer" ? {} : { party: seat }) })
    return null
  }
  const dealer = seat === "dealer" ? payload : step.dealer
  const keys = seat === "dealer" ? step.parties : new Map(step.parties).set(seat, payload)
  if (dealer === null || keys.size < parties.length) {
    turn.setRun({ step: { kind: "keys", dealer, parties: keys } })
    return null
  }
  open(turn, number, { kind: "material", dealt: new Set(), frameKeys: new Map(), frames: new Map() })
  const all = joinRunKeys(dealer, inOrder(keys))
  const { dealer: dealing } = turn.state
  for (const to of [...parties, ...(dealing ? [dealing.participant] : [])])
    turn.send(to, { kind: "run-roster", run: number }, all)
  return null
}

/** Sealed to its party: it goes on at once. */
function takeMaterial(turn: Turn, run: At<"material">, to: number, payload: Bytes): RefusalCode | null {
  const { setting, parties } = turn.state
  const { step, number } = run
  const receiver = parties[to]
  if (setting === null || receiver === undefined) return "E_MALFORMED"
  if (step.dealt.has(to)) return "E_DUPLICATE"
  if (payload.length !== materialBytes(setting.parameters, parties.length, to) + SEAL_BYTES) {
    endRun(turn, { reason: "refused", code: "E_RG_MATERIAL" })
    return null
  }
  turn.send(receiver, { kind: "material", run: number }, payload)
  exchanged(turn, number, { ...step, dealt: new Set(step.dealt).add(to) })
  return null
}

function takeFrameKeys(turn: Turn, run: At<"material">, party: number, payload: Bytes): RefusalCode | null {
  const { step, number } = run
  const { parties } = turn.state
  if (step.frameKeys.has(party)) return "E_DUPLICATE"
  if (payload.length !== SEALED_KEY_BYTES * (parties.length - 1)) {
    endRun(turn, { reason: "refused", code: "E_RG_SEAL", party })
    return null
  }
  const frameKeys = new Map(step.frameKeys).set(party, payload)
  if (frameKeys.size === parties.length)
    for (const [receiver, to] of parties.entries())
      turn.send(to, { kind: "frame-keys", run: number }, keysFor(frameKeys, receiver))
  exchanged(turn, number, { ...step, frameKeys })
  return null
}

/** Each other party's frame key as it sealed it for this one: its place skips the sender's own. */
function keysFor(frameKeys: ReadonlyMap<number, Bytes>, receiver: number): Bytes {
  const parts = [...frameKeys.keys()]
    .filter((sender) => sender !== receiver)
    .sort((one, other) => one - other)
    .map((sender) => {
      const at = SEALED_KEY_BYTES * (receiver < sender ? receiver : receiver - 1)
      return (frameKeys.get(sender) ?? new Uint8Array(0)).slice(at, at + SEALED_KEY_BYTES)
    })
  return concatBytes(...parts)
}

/** Once everybody has both, the frames are all that is waited for. */
function exchanged(turn: Turn, number: number, step: Extract<RunStep, { kind: "material" }>): void {
  const count = turn.state.parties.length
  if (step.dealt.size < count || step.frameKeys.size < count) turn.setRun({ step })
  else collect(turn, number, 1, step.frames)
}

function takeFrame(
  turn: Turn,
  { step, number }: At<"material" | "frames">,
  party: number,
  round: number,
  payload: Bytes,
): RefusalCode | null {
  const { setting, parties } = turn.state
  if (setting === null) return "E_WRONG_STATE"
  const expected = step.kind === "frames" ? step.round : 1
  if (round < expected) return "E_LATE"
  if (round > expected) return "E_WRONG_STATE"
  if (step.frames.has(party)) return "E_DUPLICATE"
  if (payload.length !== frameLength(setting, parties.length, round) + SEAL_BYTES) {
    endRun(turn, { reason: "refused", code: "E_RG_FRAME", party })
    return null
  }
  const frames = new Map(step.frames).set(party, payload)
  if (step.kind === "material") turn.setRun({ step: { ...step, frames } })
  else collect(turn, number, round, frames)
  return null
}

/** All frames of a round go to everybody else, and the next round begins; after the last, the reports. */
function collect(turn: Turn, number: number, round: number, frames: ReadonlyMap<number, Bytes>): void {
  const { parties, run } = turn.state
  if (frames.size < parties.length) {
    const isOpen = run?.step.kind === "frames" && run.step.round === round
    if (isOpen) turn.setRun({ step: { kind: "frames", round, frames } })
    else open(turn, number, { kind: "frames", round, frames })
    return
  }
  if (round === ROUNDS) {
    turn.commit({ kind: "run-opened", run: number, frames: inOrder(frames) })
    open(turn, number, { kind: "reports" })
  } else open(turn, number, { kind: "frames", round: round + 1, frames: new Map() })
  for (const [receiver, to] of parties.entries())
    turn.send(to, { kind: "frames", run: number, round }, othersFrames(frames, receiver))
}

function takeReport(turn: Turn, { number }: OpenRun, party: number, report: Bytes): RefusalCode | null {
  const { open: opened } = turn.study
  if (opened?.reports.has(party)) return "E_DUPLICATE"
  if (report.length > LIMITS.chunkBytes) return "E_FRAME_TOO_BIG"
  turn.commit({ kind: "report-taken", run: number, party, report })
  if (turn.study.open?.reports.size === turn.state.parties.length) finishRun(turn, null)
  return null
}

/** A party or the dealer cannot go on: nobody can. Where sums are opened, the others can. */
export function runFailed(turn: Turn, participant: ParticipantId, failed: Said<"run-failed">): void {
  const { run, parties, dealer } = turn.state
  if (run?.number !== failed.run) return
  const index = parties.indexOf(participant)
  if (index < 0 && dealer?.participant !== participant) return
  if (run.step.kind === "sum") {
    turn.effects.push({ kind: "owner-gone", number: run.number, participant })
    turn.log("refused", { participant, code: failed.code })
    return
  }
  const { code, party, column, from } = failed
  endRun(turn, {
    reason: "refused",
    code,
    // The refusal names whose message was wrong; without a name it is the one who refuses.
    party: party ?? (index < 0 || DEALERS.has(code) ? null : index),
    column: column ?? null,
    from: from ?? null,
  })
}

/** The dealer's fault, or that of whoever carries its words: not that of the party that finds it. */
const DEALERS: ReadonlySet<RefusalCode> = new Set(["E_RG_MATERIAL"])

const RUN_WORDS: ReadonlySet<string> = new Set(["run-key", "material", "frame-keys", "frame", "report"])

const isRunWord = (message: SeatedMessage): message is Said<RunWord> => RUN_WORDS.has(message.kind)

const inOrder = (parts: ReadonlyMap<number, Bytes>): Bytes[] =>
  [...parts].sort(([one], [other]) => one - other).map(([, part]) => part)
