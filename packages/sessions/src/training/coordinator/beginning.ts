import { participantId } from "@tutti/crypto"
import { type AggregationPurpose, ParticipantId } from "@tutti/protocol"
import { fromBase64url, fromHex } from "@tutti/ring"
import { type RoundPlan, rosterRoot } from "@tutti/secure-aggregation"
import type { CommittedStudy } from "../committed.ts"
import { aggregationPolicy } from "../secure/policy.ts"
import { standardHash, subjectHash } from "../secure/subject.ts"
import { sumShape } from "../secure/sums.ts"
import type { ReadyOwner } from "./availability.ts"
import { aggregationDeadlines } from "./deadlines.ts"
import { type OpenAggregation, openAggregation } from "./open-aggregation.ts"
import type { Turn } from "./turn.ts"

/**
 * The next aggregation, whose number is written down and never used again. Nobody hears of it before `offer`.
 * @param maskingMs for what the owners have to do before they can send their vectors
 */
export function newAggregation(
  turn: Turn,
  owners: readonly ReadyOwner[],
  maskingMs: number,
): OpenAggregation {
  const number = turn.study.lastAggregation + 1
  turn.commit({ kind: "aggregation-begun", number })
  // The roster's order is that of participant ids, and so is the order of indices.
  const invited = owners.map(({ participant }) => participant).sort()
  return openAggregation(number, invited, aggregationDeadlines(turn.plan.deadlines, maskingMs), turn.nowMs)
}

/** Has the open aggregation offered to the invited, after everything that they were sent before. */
export function offer(turn: Turn, purpose: AggregationPurpose): void {
  const { phase } = turn.state
  if (!("aggregation" in phase)) return
  turn.effects.push({ kind: "begin-aggregation", purpose, ...planOf(turn.study, phase.aggregation, purpose) })
}

function planOf(
  committed: CommittedStudy,
  { number, invited, deadlinesMs }: OpenAggregation,
  purpose: AggregationPurpose,
): { plan: RoundPlan; owners: readonly ParticipantId[] } {
  const { study, spec, studyHash, roster, finishedAggregation } = committed
  if (spec.secure === undefined || roster === null)
    throw new Error("only the owners of a frozen roster add anything up")
  const keys = roster.identityKeys.map((key) => fromBase64url(key) ?? new Uint8Array(0))
  const owners = keys.map((key) => ParticipantId.parse(participantId(key)))
  const indices = new Map(owners.map((participant, index) => [participant, index]))
  return {
    owners,
    plan: {
      offer: {
        study,
        round: number,
        modelHash: purpose === "statistics" ? ZEROS : subjectOf(committed),
        planHash: fromHex(studyHash) ?? ZEROS,
        rosterRoot: rosterRoot(roster.version, keys),
        ...sumShape(spec, keys.length, purpose),
        deadlinesMs,
        previousRound: finishedAggregation?.number ?? 0,
        previousTranscript: finishedAggregation
          ? (fromBase64url(finishedAggregation.transcript) ?? ZEROS)
          : ZEROS,
      },
      policy: aggregationPolicy(spec.secure, keys.length),
      roster: keys,
      invited: invited.flatMap((participant) => indices.get(participant) ?? []),
    },
  }
}

function subjectOf({ modelHash, scaling, totals }: CommittedStudy): Uint8Array<ArrayBuffer> {
  if (scaling === null || totals === null)
    throw new Error("a secure study has its statistics before its rounds")
  return subjectHash(modelHash, standardHash({ scaling, totals }))
}

const ZEROS = new Uint8Array(32)
