import type { PartyRelayMessage } from "@tutti/protocol"
import type { CommittedRegression, OpenedSums, RunEnd } from "../committed.ts"
import type { Turn } from "./turn.ts"

/** The run is over and nothing more of it is opened; the next one has fresh keys and fresh material. */
export function endRun(turn: Turn, because: Pick<RunEnd, "reason"> & Partial<RunEnd>): void {
  const { run } = turn.state
  if (run === null) return
  const { number } = run
  const end: RunEnd = { code: null, party: null, column: null, from: null, ...because, run: number }
  turn.cancelTimer("step")
  if (run.step.kind === "sum") turn.effects.push({ kind: "stop-sum", number })
  turn.commit({ kind: "run-ended", ...end })
  turn.log("run-ended", { code: end.code ?? end.reason })
  turn.set({ run: null })
  turn.tell(endedMessage(end))
}

function endedMessage({ run, reason, code, party, column, from }: RunEnd): PartyRelayMessage {
  return {
    kind: "run-ended",
    run,
    reason,
    ...(code === null ? {} : { code }),
    ...(party === null ? {} : { party }),
    ...(column === null ? {} : { column }),
    ...(from === null ? {} : { from }),
  }
}

/** The result is where the admin finds it; there is no further run. */
export function finishRun(turn: Turn, sums: OpenedSums | null): void {
  const { run } = turn.state
  if (run === null) return
  turn.cancelTimer("step")
  turn.commit({ kind: "run-finished", run: run.number, sums })
  turn.log("run-finished")
  if (sums) turn.effects.push({ kind: "tell-result", number: run.number })
  turn.set({ run: null })
  turn.tell(finishedMessage(turn.study))
}

/** What parties are told of the result: the sums, where they are open and owners see them. */
export function finishedMessage({ outcome, spec }: CommittedRegression): PartyRelayMessage {
  if (outcome === null) throw new Error("no run has finished")
  const { run, sums } = outcome
  return { kind: "finished", run, ...(sums && spec.ownersSeeResult ? { sums: [...sums.sums] } : {}) }
}
