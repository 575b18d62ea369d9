import { participantId } from "@tutti/crypto"
import { ParticipantId } from "@tutti/protocol"
import { settingOf } from "@tutti/regression"
import { bytesOf } from "../../secure/signed.ts"
import type { CommittedRegression } from "../committed.ts"
import { endRun, finishRun } from "./ending.ts"
import { partiesOf } from "./roster.ts"
import type { RegressionCoordinator } from "./state.ts"
import type { CoordinatorStep } from "./step.ts"
import { Turn } from "./turn.ts"

/**
 * A coordinator on what stands: of a new study, or after a restart. A run that had opened nothing is over; one that its
 * parties have opened goes on to collect their reports.
 */
export function resumeRegression(committed: CommittedRegression, nowMs: number): CoordinatorStep {
  const { spec, roster, open } = committed
  const run = open && {
    number: open.run,
    beganAtMs: open.beganAtMs,
    step: { kind: "reports" } as const,
    deadlineAtMs: null,
  }
  const state: RegressionCoordinator = {
    committed,
    setting: spec.opening === "coefficients" ? (settingOf(spec.design) ?? null) : null,
    owners: new Map(
      [...committed.known].map(([participant, { label, identityKey }]) => [
        participant,
        {
          participant,
          label,
          identityKey,
          online: false,
          enrolled: false,
          left: false,
          findings: null,
          bytesUp: 0,
        },
      ]),
    ),
    dealer:
      spec.dealerKey === undefined
        ? null
        : { participant: ParticipantId.parse(participantId(bytesOf(spec.dealerKey))), online: false },
    parties: partiesOf(roster),
    run,
    noticeDue: false,
  }
  const turn = new Turn(state, nowMs)
  if (open && open.lastFrames === null) endRun(turn, { reason: "relay-restarted" })
  // The last report was written, and its consequence not.
  else if (open && open.reports.size === state.parties.length) finishRun(turn, null)
  return { state: turn.state, effects: turn.effects }
}
