import type {
  RegressionOutcome,
  RegressionOwnerView,
  RegressionRunView,
  RegressionView,
} from "@tutti/protocol"
import { toBase64url } from "@tutti/ring"
import type { CommittedRegression, RunEnd } from "../committed.ts"
import type { RegressionCoordinator, RegressionOwner } from "./state.ts"
import { remainingMs, waitOf } from "./waiting.ts"

/** Everything that a page shows of a regression, as the relay sees it: who is there, which step, how much of it. */
export function regressionView(state: RegressionCoordinator, nowMs: number): RegressionView {
  const { committed, owners, dealer, run } = state
  return {
    kind: "regression",
    study: committed.study,
    studyHash: committed.studyHash,
    spec: committed.spec,
    state: committed.state,
    owners: [...owners.values()].map((owner) => ownerView(state, owner)),
    dealer: dealer && (dealer.online ? (isDealing(state) ? "working" : "there") : "away"),
    roster: committed.roster,
    runs: [
      ...committed.ended.map((ended) => endedView(ended)),
      ...(run ? [openView(state, nowMs)] : []),
      ...(committed.outcome ? [finishedView(committed.outcome)] : []),
    ],
  }
}

/** What the admin's page makes the table of; null before a run has finished. */
export function regressionOutcome({ outcome }: CommittedRegression): RegressionOutcome | null {
  if (outcome === null) return null
  const { run, reports, sums } = outcome
  return sums
    ? { opening: "aggregate", run, survivors: sums.survivors, sums: [...sums.sums] }
    : { opening: "coefficients", run, reports: reports.map(toBase64url) }
}

function ownerView(
  { parties, run, committed }: RegressionCoordinator,
  { participant, label, online, enrolled, left, findings, bytesUp }: RegressionOwner,
): RegressionOwnerView {
  const place = parties.indexOf(participant)
  const index = place < 0 ? null : place
  const isStranger = committed.roster !== null && index === null
  const state = (): RegressionOwnerView["state"] => {
    if (left) return "left"
    if (isStranger) return "excluded"
    if (!online) return "away"
    if (run === null || index === null) return enrolled ? "enrolled" : "joined"
    const { step } = run
    switch (step.kind) {
      case "keys":
        return step.parties.has(index) ? "waiting" : "working"
      case "material":
        return step.frameKeys.has(index) ? "waiting" : "working"
      case "frames":
        return step.frames.has(index) ? "waiting" : "working"
      case "reports":
        return committed.open?.reports.has(index) ? "waiting" : "working"
      case "sum":
        return step.asked.has(participant) && !step.answered.has(participant) ? "working" : "waiting"
    }
  }
  return { participant, label, index, findings, state: state(), bytesUp }
}

const isDealing = ({ run }: RegressionCoordinator): boolean =>
  run?.step.kind === "keys" || run?.step.kind === "material"

function openView(state: RegressionCoordinator, nowMs: number): RegressionRunView {
  const { run } = state
  const wait = waitOf(state)
  if (run === null || wait === null) throw new Error("no run is open")
  return {
    run: run.number,
    step: run.step.kind,
    round: wait.round,
    have: wait.have,
    need: wait.need,
    remainingMs: remainingMs(state, nowMs),
    elapsedMs: Math.max(0, nowMs - run.beganAtMs),
    ...NOTHING,
  }
}

const NOTHING = { reason: null, code: null, party: null, column: null } as const
const OVER = { round: null, have: 0, need: 0, remainingMs: null } as const

type Times = { readonly beganAtMs: number; readonly endedAtMs: number }

const endedView = (ended: RunEnd & Times): RegressionRunView => ({
  run: ended.run,
  step: "ended",
  ...OVER,
  elapsedMs: Math.max(0, ended.endedAtMs - ended.beganAtMs),
  reason: ended.reason,
  code: ended.code,
  party: ended.party,
  column: ended.column,
})

const finishedView = ({
  run,
  beganAtMs,
  endedAtMs,
}: { readonly run: number } & Times): RegressionRunView => ({
  run,
  step: "finished",
  ...OVER,
  elapsedMs: Math.max(0, endedAtMs - beganAtMs),
  ...NOTHING,
})
