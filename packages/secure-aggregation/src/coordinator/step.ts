import { offerBody, writeOffer } from "../messages/offer.ts"
import { offerHash } from "../transcript/hashes.ts"
import { signedOffer } from "../transcript/signatures.ts"
import { abandon, closeAdvertising, closeConfirming, closeMasking, closeSharing, finish } from "./close.ts"
import { closeOpening } from "./opening.ts"
import type { CoordinatorRound, CoordinatorRoundEffect, CoordinatorRoundEvent, RoundPlan } from "./state.ts"
import { takeMessage, without } from "./take.ts"
import type { CoordinatorTools } from "./tools.ts"

type Next = { round: CoordinatorRound; effects: CoordinatorRoundEffect[] }

/** Sign the offer and send it to every invited owner. */
export async function startRound(plan: RoundPlan, tools: CoordinatorTools): Promise<Next> {
  const hash = offerHash(offerBody(plan.offer))
  const signature = await tools.sign(signedOffer(hash))
  return {
    round: {
      ...plan,
      phase: "advertising",
      offerHash: hash,
      waitingFor: new Set(plan.invited),
      advertisements: new Map(),
    },
    effects: [
      ...plan.invited.map(
        (owner): CoordinatorRoundEffect => ({
          kind: "send",
          owner,
          step: "offer",
          bytes: writeOffer(plan.offer, owner, signature),
        }),
      ),
      { kind: "phase", phase: "advertising", waitingFor: plan.invited.length },
    ],
  }
}

/**
 * The relay's side of one aggregation. It closes a phase when everybody who may still answer has, or at the
 * deadline; with fewer owners than the signed policy asks for it abandons, and nothing is opened.
 */
export async function stepCoordinator(
  round: CoordinatorRound,
  event: CoordinatorRoundEvent,
  tools: CoordinatorTools,
): Promise<Next> {
  // The seeds are open once enough shares are there; the last owners' shares are late through no fault of theirs.
  const opened = round.phase === "opened" || round.phase === "unmasking"
  if (opened && event.kind === "message" && event.step === "unmask") return { round, effects: [] }
  if (round.phase === "opened" || round.phase === "abandoned")
    return event.kind === "message"
      ? { round, effects: [{ kind: "refuse", owner: event.owner, code: "E_SA_OUT_OF_TURN" }] }
      : { round, effects: [] }
  switch (event.kind) {
    case "stop":
      return abandon(round, { code: "stopped" })
    case "unmasked":
      return round.phase === "unmasking" ? finish(round, event.correction, tools) : { round, effects: [] }
    case "deadline":
      return round.phase === "unmasking" ? { round, effects: [] } : close(round, tools)
    case "gone": {
      if (round.phase === "unmasking") return { round, effects: [] }
      const place =
        round.phase === "advertising"
          ? event.owner
          : round.records.findIndex(({ index }) => index === event.owner)
      return closeIfComplete({ ...round, waitingFor: without(round.waitingFor, place) }, tools)
    }
    case "message": {
      const taken = await takeMessage(round, event, tools)
      if (!taken.ok) return { round, effects: [{ kind: "refuse", owner: event.owner, code: taken.code }] }
      return closeIfComplete(taken.round, tools)
    }
  }
}

type Waiting = Extract<CoordinatorRound, { waitingFor: unknown }>

async function closeIfComplete(round: CoordinatorRound, tools: CoordinatorTools): Promise<Next> {
  if (!("waitingFor" in round)) return { round, effects: [] }
  if (round.waitingFor.size === 0) return close(round, tools)
  if (round.phase !== "opening" || round.missing.size > 0 || round.isSpoiled) return { round, effects: [] }
  // Enough shares may be there before everybody has answered; if some of them are wrong, the others may help.
  const early = await closeOpening(round, tools)
  return early.round.phase === "abandoned" ? { round: { ...round, isSpoiled: true }, effects: [] } : early
}

async function close(round: Waiting, tools: CoordinatorTools): Promise<Next> {
  switch (round.phase) {
    case "advertising":
      return closeAdvertising(round, tools)
    case "sharing":
      return closeSharing(round)
    case "masking":
      return closeMasking(round)
    case "confirming":
      return closeConfirming(round)
    case "opening":
      return closeOpening(round, tools)
  }
}
