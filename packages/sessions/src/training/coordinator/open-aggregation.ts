import type { ParticipantId } from "@tutti/protocol"
import type { Offer } from "@tutti/secure-aggregation"
import type { AggregationPhase } from "../../aggregation/ports.ts"
import { ByOwner } from "./by-owner.ts"

/** What is known of the aggregation that runs; never written into. */
export type OpenAggregation = {
  readonly number: number
  readonly phase: AggregationPhase
  /** In order of index. */
  readonly invited: readonly ParticipantId[]
  /** Who is in the sum or can still get into it. */
  readonly members: ReadonlySet<ParticipantId>
  /** Whose answer the phase waits for, or waited for when it began. */
  readonly asked: ReadonlySet<ParticipantId>
  readonly answered: ByOwner<true>
  /** Who will not answer in this aggregation any more, whatever it sent before. */
  readonly gone: ReadonlySet<ParticipantId>
  /** Payload bytes of the steps that counted. */
  readonly bytesUp: ByOwner<number>
  /** When the slowest of the masked vectors came; null before the first. */
  readonly slowestVectorAtMs: number | null
  /** Milliseconds of the five phases that wait, as the offer says them. */
  readonly deadlinesMs: DeadlinesMs
  readonly limit: {
    readonly openedAtMs: number
    /** Null while the relay computes. */
    readonly deadlineAtMs: number | null
    /** Set while everybody that the phase waits for is away: it ends then unless somebody comes back. */
    readonly graceEndsAtMs: number | null
  }
}

export type DeadlinesMs = Offer["deadlinesMs"]

/** The phases that wait for owners, in the order of the offer's deadlines. */
const WAITING: readonly AggregationPhase[] = ["advertising", "sharing", "masking", "confirming", "opening"]

export function openAggregation(
  number: number,
  invited: readonly ParticipantId[],
  deadlinesMs: DeadlinesMs,
  nowMs: number,
): OpenAggregation {
  const everybody = new Set(invited)
  return {
    number,
    phase: "advertising",
    invited,
    members: everybody,
    asked: everybody,
    answered: ByOwner.none(invited),
    gone: new Set(),
    bytesUp: ByOwner.none(invited),
    slowestVectorAtMs: null,
    deadlinesMs,
    limit: limitOf(deadlinesMs, "advertising", nowMs),
  }
}

/** The next phase. Until the survivors are known, who is not asked is out; from then on everybody in is a survivor. */
export function nextPhase(
  aggregation: OpenAggregation,
  phase: AggregationPhase,
  asked: readonly ParticipantId[],
  nowMs: number,
): OpenAggregation {
  const inAndAsked = new Set(asked)
  const isSettled = phase === "opening" || phase === "unmasking"
  return {
    ...aggregation,
    phase,
    asked: inAndAsked,
    answered: ByOwner.none(aggregation.invited),
    members: isSettled ? aggregation.members : inAndAsked,
    limit: limitOf(aggregation.deadlinesMs, phase, nowMs),
  }
}

/** Whether the phase still waits for this owner. */
export function isStillAsked(
  { asked, answered, gone }: OpenAggregation,
  participant: ParticipantId,
): boolean {
  return asked.has(participant) && !answered.has(participant) && !gone.has(participant)
}

export function stillAsked(aggregation: OpenAggregation): readonly ParticipantId[] {
  return [...aggregation.asked].filter((participant) => isStillAsked(aggregation, participant))
}

/** Answers of this phase, and how many there can be. */
export function progressIn({ asked, answered, gone }: OpenAggregation): { have: number; need: number } {
  const missing = [...gone].filter((participant) => asked.has(participant) && !answered.has(participant))
  return { have: answered.size, need: asked.size - missing.length }
}

/** Owners whose masked vectors are in the sum. */
export function summed({ phase, answered, invited, members }: OpenAggregation): readonly ParticipantId[] {
  switch (phase) {
    case "advertising":
    case "sharing":
      return []
    case "masking":
      return invited.filter((participant) => answered.has(participant))
    case "confirming":
    case "opening":
    case "unmasking":
      return invited.filter((participant) => members.has(participant))
  }
}

function limitOf(deadlinesMs: DeadlinesMs, phase: AggregationPhase, nowMs: number): OpenAggregation["limit"] {
  const lastsMs = deadlinesMs[WAITING.indexOf(phase)]
  const deadlineAtMs = lastsMs === undefined ? null : nowMs + lastsMs
  return { openedAtMs: nowMs, deadlineAtMs, graceEndsAtMs: null }
}
