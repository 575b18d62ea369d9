import { concatBytes, lanesToBytes } from "@tutti/ring"
import { sealedPlace } from "../graph/dealing.ts"
import { addLanes, laneBytes } from "../masking/mask.ts"
import { SEALED_BYTES } from "../messages/from-owner.ts"
import {
  type VectorWord,
  writeDelivery,
  writeQuorum,
  writeResult,
  writeRoster,
  writeRosterLine,
  writeSurvivors,
} from "../messages/from-relay.ts"
import { smallestSurvivors } from "../parameters/policy.ts"
import {
  type RosterRecord,
  rosterHash,
  sharersHash,
  sumPreimage,
  survivorsHash,
  transcriptHash,
} from "../transcript/hashes.ts"
import { rosterTree } from "../transcript/roster-tree.ts"
import { signedResult } from "../transcript/signatures.ts"
import type { AbandonedBecause, CoordinatorRound, CoordinatorRoundEffect } from "./state.ts"
import type { CoordinatorTools } from "./tools.ts"

export type Phase<Name extends CoordinatorRound["phase"]> = CoordinatorRound & { phase: Name }
export type Next = { round: CoordinatorRound; effects: CoordinatorRoundEffect[] }

/* The end of each phase: what the answers come to, and what the owners are told next. */

export function closeAdvertising(round: Phase<"advertising">, tools: CoordinatorTools): Next {
  const { advertisements, offer, offerHash, policy, roster } = round
  const indices = [...advertisements.keys()].sort((a, b) => a - b)
  if (indices.length < policy.minimumCohort)
    return abandon(round, { code: "too-few-owners", present: indices.length, needed: policy.minimumCohort })
  const members = indices.map((index) => {
    const [advertisement, identityKey] = [advertisements.get(index), roster[index]]
    if (advertisement === undefined || identityKey === undefined)
      throw new Error("advertisements come from owners of the frozen roster")
    return { ...advertisement, index, identityKey }
  })
  const records = members.map(({ index, identityKey, channelKey, maskKey, nonce }): RosterRecord => {
    return { index, identityKey, channelKey, maskKey, nonce }
  })
  const tree = rosterTree(records)
  const hash = rosterHash(offerHash, indices, roster.length, tree.root)
  const identityKeys = records.map(({ identityKey }) => identityKey)
  const graph = tools.graph(policy, { offerHash, rosterHash: hash, identityKeys })
  const holders = graph.holders(0).length
  if (graph.threshold > holders)
    return abandon(round, { code: "too-few-owners", present: holders, needed: graph.threshold })
  const next: Phase<"sharing"> = {
    phase: "sharing",
    offer,
    offerHash,
    policy,
    roster,
    invited: round.invited,
    records,
    rosterHash: hash,
    graph,
    waitingFor: new Set(records.keys()),
    shares: new Map(),
  }
  const lines = members.map(writeRosterLine)
  return {
    round: next,
    effects: [
      ...indices.map((owner, position) => {
        const around = graph.neighbours(position).flatMap((neighbour) => lines[neighbour] ?? [])
        const told = { indices, path: tree.path(position) }
        const bytes = writeRoster({ round: offer.round, owner }, told, around, roster.length)
        return send(owner, "roster", bytes)
      }),
      phase(next),
    ],
  }
}

export function closeSharing(round: Phase<"sharing">): Next {
  const { shares, graph, offer, policy, records } = round
  const sharers = [...shares.keys()].sort((a, b) => a - b)
  const needed = Math.max(policy.minimumCohort, graph.threshold)
  if (sharers.length < needed)
    return abandon(round, { code: "too-few-owners", present: sharers.length, needed })
  const { shares: _sealed, ...kept } = round
  const next: Phase<"masking"> = {
    ...kept,
    phase: "masking",
    sharers,
    sharersHash: sharersHash(round.offerHash, round.rosterHash, sharers, graph.size),
    commitments: new Map(
      sharers.map((position) => [position, shares.get(position)?.commitment ?? new Uint8Array(32)]),
    ),
    waitingFor: new Set(sharers),
    received: new Map(),
    maskedSum: new Uint32Array((offer.lanes * laneBytes(offer.laneBits)) / 4),
  }
  const deliveries = sharers.map((position) => {
    const index = indexAt(records, position)
    const sealed = graph.neighbours(position).flatMap((sender) => {
      const from = shares.get(sender)
      const place = sealedPlace(graph, sender, position)
      return from === undefined || place < 0
        ? []
        : [from.sealed.subarray(SEALED_BYTES * place, SEALED_BYTES * (place + 1))]
    })
    const delivery = { sharers, sealed: concatBytes(...sealed) }
    return send(index, "deliver", writeDelivery({ round: offer.round, owner: index }, delivery, graph.size))
  })
  return { round: next, effects: [...deliveries, phase(next)] }
}

export function closeMasking(round: Phase<"masking">): Next {
  const { graph, offer, policy, records } = round
  const survivors = [...round.received.keys()].sort((a, b) => a - b)
  const needed = Math.max(smallestSurvivors(policy, graph.size), graph.threshold)
  if (survivors.length < needed)
    return abandon(round, { code: "too-few-owners", present: survivors.length, needed })
  const { received, ...kept } = round
  const next: Phase<"confirming"> = {
    ...kept,
    phase: "confirming",
    survivors,
    survivorsHash: survivorsHash(round.sharersHash, survivors, graph.size),
    waitingFor: new Set(survivors),
    confirmations: new Map(),
  }
  return {
    round: next,
    effects: [
      ...survivors.map((position) => {
        const index = indexAt(records, position)
        const words = graph.kind === "complete" ? [] : wordsAround(graph, received, position)
        const receiver = { round: offer.round, owner: index }
        return send(index, "survivors", writeSurvivors(receiver, { survivors, words }, graph.size))
      }),
      phase(next),
    ],
  }
}

/** What the surviving neighbours of a position signed, in order of position. */
function wordsAround(
  graph: Phase<"masking">["graph"],
  received: ReadonlyMap<number, VectorWord>,
  position: number,
): VectorWord[] {
  return graph.neighbours(position).flatMap((neighbour) => received.get(neighbour) ?? [])
}

export function closeConfirming(round: Phase<"confirming">): Next {
  const { graph, offer, records, confirmations } = round
  const needed = graph.threshold
  if (confirmations.size < needed)
    return abandon(round, { code: "too-few-owners", present: confirmations.size, needed })
  const confirmed = [...confirmations.keys()].sort((a, b) => a - b)
  const { confirmations: _confirmations, ...kept } = round
  const next: Phase<"opening"> = {
    ...kept,
    phase: "opening",
    waitingFor: new Set(confirmed),
    openings: new Map(),
    isSpoiled: false,
    missing: new Map(round.sharers.map((owner) => [owner, needed])),
  }
  const quorums = confirmed.map((position) => {
    const index = indexAt(records, position)
    const closed = new Set(graph.holders(position))
    const lines = confirmed
      .filter((other) => other !== position && closed.has(other))
      .slice(0, needed - 1)
      .map((other) => ({ position: other, signature: confirmations.get(other) ?? new Uint8Array(64) }))
    return send(index, "quorum", writeQuorum({ round: offer.round, owner: index }, lines))
  })
  return { round: next, effects: [...quorums, phase(next)] }
}

export async function finish(
  round: Phase<"unmasking">,
  correction: Uint32Array<ArrayBuffer>,
  tools: CoordinatorTools,
): Promise<Next> {
  const { offer, offerHash, survivors, graph, records, maskedSum: sum } = round
  addLanes(offer.laneBits, sum, correction)
  const sumHash = await tools.suite.digest(...sumPreimage(offerHash, round.survivorsHash, lanesToBytes(sum)))
  const transcript = transcriptHash(
    offer.previousTranscript,
    offerHash,
    round.rosterHash,
    round.sharersHash,
    round.survivorsHash,
    sumHash,
  )
  const signature = await tools.sign(signedResult(transcript))
  const results = survivors.map((position) => {
    const index = indexAt(records, position)
    const result = { sumHash, survivors, transcript, signature }
    return send(index, "result", writeResult({ round: offer.round, owner: index }, result, graph.size))
  })
  const indices = survivors.map((position) => indexAt(records, position))
  return {
    round: { phase: "opened", round: offer.round, survivors: indices, transcript },
    effects: [...results, { kind: "opened", sum, survivors: indices, transcript }],
  }
}

export function abandon(
  round: CoordinatorRound & { offer: { round: number } },
  reason: AbandonedBecause,
): Next {
  return {
    round: { phase: "abandoned", round: round.offer.round, reason },
    effects: [{ kind: "abandoned", reason }],
  }
}

export function recordAt(records: readonly RosterRecord[], position: number): RosterRecord {
  const record = records[position]
  if (record === undefined) throw new Error(`no position ${position} in the round's roster`)
  return record
}

const indexAt = (records: readonly RosterRecord[], position: number) => recordAt(records, position).index

const send = (
  owner: number,
  step: (CoordinatorRoundEffect & { kind: "send" })["step"],
  bytes: Uint8Array<ArrayBuffer>,
): CoordinatorRoundEffect => ({ kind: "send", owner, step, bytes })

export const phase = (round: CoordinatorRound): CoordinatorRoundEffect => ({
  kind: "phase",
  phase: round.phase,
  waitingFor: "waitingFor" in round ? round.waitingFor.size : 0,
})
