import type { OwnerStep } from "../src/coordinator/state.ts"
import type { Lanes } from "../src/masking/mask.ts"
import { runRound } from "../src/scenarios/round.ts"
import type { PreparedRound, RoundCase } from "./round-case.ts"

/** What the two state machines said to each other, by step and owner's index, and what they came to. */
export type RecordedRound = {
  readonly messages: ReadonlyMap<string, Uint8Array>
  readonly sum: Lanes
  /** Indices. */
  readonly survivors: readonly number[]
}

export type RelayStep = "offer" | "roster" | "deliver" | "survivors" | "quorum" | "result"
export const messageName = (step: OwnerStep | RelayStep, owner: number) => `${step} ${owner}`

/** Run the product's own owners and relay on this case. */
export async function record(given: RoundCase, prepared: PreparedRound): Promise<RecordedRound> {
  const { setting, vectors } = prepared
  const messages = new Map<string, Uint8Array>()
  const randoms = await Promise.all(vectors.map((_, owner) => prepared.random(owner)))
  const outcome = await runRound(setting, vectors, {
    messagesBeforeLeaving: (owner) => given.messagesBeforeLeaving[owner] ?? 5,
    tools: (owner, tools) => ({ ...tools, random: randoms[owner] ?? tools.random }),
    toOwner: ({ step, owner, bytes }) => {
      messages.set(messageName(step, owner), bytes)
      return bytes
    },
    toRelay: (owner, step, bytes) => {
      messages.set(messageName(step, owner), bytes)
      return [bytes]
    },
  })
  if (outcome.sum === undefined) throw new Error(`${given.name} opens no sum`)
  return { messages, sum: outcome.sum, survivors: outcome.survivors }
}
