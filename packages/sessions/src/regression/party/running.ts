import type { PartyRelayMessage } from "@tutti/protocol"
import {
  type Estimates,
  estimatesOf,
  type OpenedRecord,
  recordOf,
  regressionTable,
  solveAggregate,
  statisticsFromVector,
} from "@tutti/regression"
import { toBase64url, toHex } from "@tutti/ring"
import { bytesOf, hashBytes } from "../../secure/signed.ts"
import { recordOfSums } from "../admin.ts"
import { sealReport } from "../sealing/report.ts"
import type { RunTools } from "../session/tools.ts"
import { closingRun, LAST_ROUND, stepClosing } from "./closing.ts"
import type { PartyEvent } from "./events.ts"
import { runProblem, withRunBegun, withRunFinished } from "./record.ts"
import { NO_RUN, type PartyRun, type RunEvent, type RunStep, stepRun } from "./run.ts"
import type { PartyState } from "./state.ts"
import type { Turn } from "./turn.ts"

type Message<Kind extends PartyRelayMessage["kind"]> = Extract<PartyRelayMessage, { kind: Kind }>
type Received = Extract<PartyEvent, { kind: "received" }>
type Happened<Kind extends PartyEvent["kind"]> = Extract<PartyEvent, { kind: Kind }>

/** The relay offers a run: entered only by whoever is in the frozen roster, agreed, and has budget left for its data. */
export async function runOffered(
  turn: Turn,
  { run, parties }: Message<"run-offered">,
  { record }: Received,
  tools: RunTools,
): Promise<void> {
  const ready = readyTo(turn.state, record)
  if (ready === null || turn.state.study?.setting === null)
    return turn.refuseRun(run, { code: "E_NOT_READY" })
  const { seat, agreed, study } = ready
  const problem = runProblem(seat.record, agreed.hash, run, study.spec)
  if (problem) return turn.refuseRun(run, { code: problem })
  const open = turn.state.run.kind === "none" ? 0 : (turn.state.view.run?.run ?? 0)
  if (run <= open) return turn.refuseRun(run, { code: "E_RG_REPLAY" })
  if (parties !== seat.frozen.identityKeys.length) return turn.refuseRun(run, { code: "E_SA_ROSTER" })
  turn.wipe()
  turn.set({ seat })
  const name = { studyHash: hashBytes(study.hash), rosterRoot: seat.frozen.root, run }
  await take(turn, run, { kind: "offered", name }, tools)
}

/** A message of the open run; one of another run is no news, but for the last frames of one that a reload cut off. */
export async function runMessage(
  turn: Turn,
  message: Message<"run-roster" | "material" | "frame-keys" | "frames">,
  { payload: bytes, record }: Received,
  tools: RunTools,
): Promise<void> {
  if (message.kind === "frames" && message.round === LAST_ROUND) takeUp(turn, message.run, record)
  if (turn.state.view.run?.run !== message.run || turn.state.run.kind === "none") return
  const payload = Uint8Array.from(bytes)
  switch (message.kind) {
    case "run-roster":
      return take(turn, message.run, { kind: "roster", bytes: payload }, tools)
    case "frames":
      return take(turn, message.run, { kind: "frames", round: message.round, bytes: payload }, tools)
    case "material":
    case "frame-keys":
      return take(turn, message.run, { kind: message.kind, bytes: payload }, tools)
  }
}

/** A page that was closed in the last round goes on from what it kept: its owner has agreed to the run before. */
function takeUp(turn: Turn, number: number, record: Received["record"]): void {
  const { study, seat, run } = turn.state
  if (study?.setting == null || seat === null || run.kind !== "none") return
  if (record?.closing?.run !== number) return
  const name = { studyHash: hashBytes(study.hash), rosterRoot: seat.frozen.root, run: number }
  const closing = closingRun(name, study.setting, record.closing)
  if (closing === undefined) return
  turn.set({ seat: { ...seat, record }, run: closing })
  turn.show({ run: { run: number, step: "frames", round: LAST_ROUND } })
}

async function take(turn: Turn, number: number, event: RunEvent, tools: RunTools): Promise<void> {
  const { study, seat, agreed, run } = turn.state
  if (run.kind === "closing") return conclude(turn, number, await stepClosing(run, event, tools), tools)
  if (study?.setting == null || seat === null || agreed === null) return
  const runner = {
    setting: study.setting,
    identityKeys: seat.frozen.identityKeys,
    dealerKey: study.dealerKey,
    index: seat.index,
    statistics: agreed.statistics,
  }
  const step = await stepRun(run, event, runner, tools)
  switch (step.kind) {
    case "begins":
      keep(turn, withRunBegun(seat.record, agreed.hash, number))
      return goOn(turn, number, step)
    case "closes":
      keep(turn, { ...seat.record, closing: { ...step.kept, run: number, statistics: agreed.hash } })
      return goOn(turn, number, step)
    case "went-on":
      return goOn(turn, number, step)
    case "refused":
    case "done":
      return conclude(turn, number, step, tools)
  }
}

function conclude(
  turn: Turn,
  number: number,
  step: Extract<RunStep, { kind: "done" | "refused" }>,
  tools: RunTools,
): Promise<void> | void {
  return step.kind === "done" ? report(turn, number, step, tools) : turn.refuseRun(number, step)
}

function goOn(turn: Turn, number: number, { run, sends }: Extract<RunStep, { run: PartyRun }>): void {
  turn.set({ run })
  for (const { message, payload } of sends) turn.send(message, payload)
  turn.show({
    refusal: null,
    refusedColumn: null,
    run: {
      run: number,
      step: run.kind === "keyed" ? "keys" : run.kind === "gathering" ? "material" : "frames",
      round: run.kind === "solving" || run.kind === "closing" ? run.party.stage.round : null,
    },
  })
}

/** This party has opened everything: the admin is told under seal, after it is written down that there is no second run. */
async function report(
  turn: Turn,
  number: number,
  { name, finished, transcript }: Extract<RunStep, { kind: "done" }>,
  tools: RunTools,
): Promise<void> {
  const { study, seat } = turn.state
  const closing = seat?.record.closing
  if (study?.setting == null || seat === null || closing == null) return
  const { spec, setting, hash } = study
  const opened = recordOf(setting, finished)
  const body = {
    study: hash,
    run: number,
    transcript: toHex(transcript),
    opened: opened.map(({ name, values }) => ({ name, values: values.map(String) })),
  }
  const sealed = await sealReport(name, seat.index, bytesOf(spec.resultKey), body, tools)
  if (sealed === undefined) return turn.refuseRun(number, { code: "E_RG_REPORT" })
  keep(turn, withRunFinished(seat.record, closing.statistics, { run: number, sealed: toBase64url(sealed) }))
  turn.set({ run: NO_RUN })
  turn.send({ kind: "report", run: number }, sealed)
  turn.show({ run: { run: number, step: "reports", round: null } })
  const solved = estimatesOf(setting, finished)
  if (!solved.ok) turn.show({ refusal: solved.code, refusedColumn: solved.column ?? null })
  else showResult(turn, number, body.transcript, opened, solved.estimates)
}

function showResult(
  turn: Turn,
  run: number,
  transcript: string | null,
  opened: OpenedRecord,
  estimates: Estimates,
): void {
  const spec = turn.state.study?.spec
  if (spec?.ownersSeeResult)
    turn.show({ result: { run, transcript, opened, table: regressionTable(spec.design, estimates) } })
}

/** The run is over without a result. */
export function runEnded(turn: Turn, { kind, ...ended }: Message<"run-ended">): void {
  if (turn.state.view.run?.run === ended.run || turn.state.sum === ended.run) turn.wipe()
  const record = turn.state.seat?.record
  if (record?.closing?.run === ended.run) keep(turn, { ...record, closing: null })
  turn.show({ ended: [...turn.state.view.ended, ended], wait: null })
}

/** The reports, or the sums, are where the admin finds them. */
export function finished(turn: Turn, { run, sums }: Message<"finished">): void {
  turn.wipe()
  turn.set({ finished: true })
  turn.show({ wait: null })
  const spec = turn.state.study?.spec
  if (spec === undefined || sums === undefined) return
  const values = sums.map(BigInt)
  const statistics = statisticsFromVector(spec.design, values)
  if (statistics === undefined) return
  const solved = solveAggregate(spec.design, statistics)
  if (solved.ok) showResult(turn, run, null, recordOfSums(spec, values), solved.estimates)
  else turn.show({ refusal: solved.code, refusedColumn: solved.column ?? null })
}

// ── where sums are opened ────────────────────────────────────────────────────────────────────────────────────────

export function sumMessage(
  turn: Turn,
  { number, step, purpose }: Message<"aggregation">,
  bytes: Uint8Array,
  { record }: Received,
): void {
  if (step !== "offer") {
    if (turn.state.sum === number) turn.do({ kind: "take-step", number, step, bytes })
    return
  }
  const ready = readyTo(turn.state, record)
  if (ready === null || ready.study.spec.opening !== "aggregate" || purpose !== "statistics") {
    turn.refuseRun(number, { code: "E_NOT_READY" })
    return
  }
  const { seat, agreed, study } = ready
  const problem = runProblem(seat.record, agreed.hash, number, study.spec)
  if (problem) {
    turn.refuseRun(number, { code: problem })
    return
  }
  turn.set({ seat, sum: number })
  turn.show({ run: { run: number, step: "sum", round: null }, refusal: null, refusedColumn: null })
  turn.do({ kind: "enter-sum", number, offer: bytes })
}

export function sumStep(turn: Turn, { number, step, bytes }: Happened<"sum-step">): void {
  if (turn.state.sum === number) turn.send({ kind: "aggregation", number, step }, bytes)
}

/** This owner's part is done; whether the table is there, `finished` says. */
export function sumTold(turn: Turn, { number }: Happened<"sum-told">): void {
  if (turn.state.sum === number) turn.set({ sum: null })
}

export function sumRefused(turn: Turn, { number, code }: Happened<"sum-refused">): void {
  if (turn.state.sum !== number) return
  turn.set({ sum: null })
  turn.refuseRun(number, { code })
}

/** What another tab of this owner has written since counts, too. */
function readyTo({ study, seat, agreed, finished }: PartyState, record: Received["record"]) {
  if (study === null || seat === null || agreed === null || finished) return null
  return { study, agreed, seat: { ...seat, record: record ?? seat.record } }
}

function keep(turn: Turn, record: NonNullable<Received["record"]>): void {
  const { seat } = turn.state
  if (seat === null) return
  turn.set({ seat: { ...seat, record } })
  turn.do({ kind: "keep", record })
}
