import { answerOffer, forgetKeys } from "./advertise.ts"
import { acceptDelivery, maskVector } from "./mask-vector.ts"
import { acceptResult, answerQuorum, answerSurvivors } from "./open.ts"
import type { OwnerRefusal } from "./refusal.ts"
import { answerRoster } from "./share.ts"
import type { OwnerEffect, OwnerEvent, OwnerLedger, OwnerRound } from "./state.ts"
import type { OwnerTools } from "./tools.ts"

export type OwnerState = { readonly round: OwnerRound; readonly ledger: OwnerLedger }
type Next = { state: OwnerState; effects: OwnerEffect[] }

/**
 * One owner's part in one aggregation after the other. Every phase takes exactly one message once; whatever else
 * comes ends the round on this side and wipes it. There is no way back into a round: not after a refusal, and not
 * after a reload, because the ledger was written before the first message left.
 */
export async function stepOwner(state: OwnerState, event: OwnerEvent, tools: OwnerTools): Promise<Next> {
  const { round, ledger } = state
  const keep = (next: OwnerRound, ...effects: OwnerEffect[]): Next => ({
    state: { round: next, ledger },
    effects,
  })

  if (event.kind === "abandon") {
    wipe(round)
    return keep({ phase: "idle" })
  }
  if (event.kind === "offer") {
    if (!isOver(round)) return refuse("E_SA_OUT_OF_TURN", event.bytes)
    const answer = await answerOffer(event.bytes, event.expected, ledger, tools)
    if (!answer.ok) return refuse(answer.code, event.bytes)
    return {
      state: { round: answer.round, ledger: answer.ledger },
      effects: [
        { kind: "keep", ledger: answer.ledger },
        { kind: "send", step: "advertise", bytes: answer.message },
      ],
    }
  }
  // Whoever has left a round stays out of it, and the first reason stands.
  if (round.phase === "refused") return keep(round)
  if (event.kind === "roster" && round.phase === "advertised") {
    const answer = await answerRoster(round, event.bytes, tools)
    if (!answer.ok) return refuse(answer.code, event.bytes)
    return keep(answer.round, { kind: "send", step: "shares", bytes: answer.message })
  }
  if (event.kind === "deliver" && round.phase === "shared") {
    const answer = acceptDelivery(round, event.bytes, tools)
    if (!answer.ok) return refuse(answer.code, event.bytes)
    const { sharers, graph } = answer.round
    return keep(answer.round, { kind: "want-vector", sharers: sharers.length, threshold: graph.threshold })
  }
  if (event.kind === "vector" && round.phase === "delivered") {
    const masked = await maskVector(round, event.lanes, ledger, tools)
    return {
      state: { round: masked.round, ledger: masked.ledger },
      effects: [
        { kind: "keep", ledger: masked.ledger },
        { kind: "send", step: "masked", bytes: masked.message },
      ],
    }
  }
  if (event.kind === "survivors" && round.phase === "masked") {
    const answer = await answerSurvivors(round, event.bytes, tools)
    if (!answer.ok) return refuse(answer.code, event.bytes)
    return keep(answer.round, { kind: "send", step: "confirm", bytes: answer.message })
  }
  if (event.kind === "quorum" && round.phase === "confirmed") {
    const answer = await answerQuorum(round, event.bytes, tools)
    if (!answer.ok) return refuse(answer.code, event.bytes)
    return keep(answer.round, { kind: "send", step: "unmask", bytes: answer.message })
  }
  if (event.kind === "result" && round.phase === "opened") {
    const answer = await acceptResult(round, event.bytes, ledger, tools)
    if (!answer.ok) return refuse(answer.code, event.bytes)
    return {
      state: { round: { phase: "finished", round: round.offer.round }, ledger: answer.ledger },
      effects: [
        { kind: "keep", ledger: answer.ledger },
        { kind: "finished", sumHash: answer.sumHash, survivors: round.survivors.length },
      ],
    }
  }
  return refuse("E_SA_OUT_OF_TURN", event.kind === "vector" ? undefined : event.bytes)

  function refuse(code: OwnerRefusal, evidence: Uint8Array | undefined): Next {
    wipe(round)
    return keep({ phase: "refused", round: roundNumber(round), code }, { kind: "refused", code, evidence })
  }
}

const isOver = ({ phase }: OwnerRound) => phase === "idle" || phase === "finished" || phase === "refused"

function roundNumber(round: OwnerRound): number {
  if ("offer" in round) return round.offer.round
  return "round" in round ? round.round : 0
}

/** Overwrite every secret that the round still holds. */
function wipe(round: OwnerRound): void {
  if ("ownKeys" in round) forgetKeys(round.ownKeys)
  if ("selfSeed" in round) round.selfSeed.wipe()
  if ("maskSeed" in round) round.maskSeed.wipe()
  if ("maskSecrets" in round) for (const secret of round.maskSecrets.values()) secret.wipe()
  if ("openingKeys" in round) for (const secret of round.openingKeys.values()) secret.wipe()
  if ("ownShares" in round) {
    round.ownShares.selfSeed.wipe()
    round.ownShares.maskSeed.wipe()
  }
}
