import type { CommittedStudy } from "../committed.ts"
import { ByOwner } from "./by-owner.ts"
import { RECONNECT_GRACE_MS } from "./deadlines.ts"
import { endStudy } from "./ending.ts"
import { gather } from "./opening.ts"
import type { Coordinator, Owner } from "./state.ts"
import type { Step } from "./step.ts"
import { Turn } from "./turn.ts"

/**
 * A coordinator on what was committed: of a new study, or of one whose relay has started again. A round that was open
 * is abandoned, because what was collected in it is gone; the study goes on from its last committed model as soon as
 * its owners are back. A sum that was being added up is over: its number is used up, and its owners wipe what they held.
 */
export function resume(committed: CommittedStudy, nowMs: number): Step {
  const roster = [...committed.known].map(
    ([participant, { label, identityKey }]): [typeof participant, Owner] => [
      participant,
      {
        participant,
        label,
        identityKey,
        presence: "offline",
        paused: false,
        agreement: null,
        holds: null,
        state: "reconnecting",
        sinceMs: nowMs,
        code: null,
        refusals: 0,
      },
    ],
  )
  const ended = committed.state === "finished" || committed.state === "stopped"
  const idle: Coordinator = {
    committed,
    roster: ByOwner.of(roster),
    phase: { kind: ended ? "ended" : "resting" },
    speed: { trainingMs: null, evaluatingMs: null, lateMs: 0 },
    abandonedInARow: 0,
    recentScores: [],
    noticeDue: false,
  }
  const turn = new Turn(idle, nowMs)
  if (committed.opened) {
    const { round } = committed.opened
    turn.commit({ kind: "round-abandoned", round, reason: "relay-restarted", survivors: [] })
    turn.log("round-abandoned", { round, code: "relay-restarted" })
  }
  if (committed.state !== "open") turn.log("relay-restarted")
  // Its last round was committed, and the relay died before it could say that the study is finished.
  if (!ended && committed.committedRounds >= turn.plan.rounds) endStudy(turn, "finished")
  else if (committed.state === "running") gather(turn, "next-round", nowMs + RECONNECT_GRACE_MS)
  return { state: turn.state, effects: turn.effects }
}
