import { toHex } from "@tutti/ring"
import type { OwnerStep } from "../src/coordinator/state.ts"
import { sameLanes } from "../src/scenarios/round.ts"
import { messageName, type RelayStep, record } from "./recorded-round.ts"
import type { PreparedRound, RoundCase } from "./round-case.ts"
import { workOpenings, workQuorums, workResult, workSurvivors } from "./worked-opening.ts"
import { workSetup } from "./worked-setup.ts"
import { workDeliveries, workMaskedVectors, workShares } from "./worked-vectors.ts"

/**
 * Every value of one round, in the order in which it comes about, from the product's pure functions; and the very
 * messages and the sum that its two state machines give.
 * @throws {Error} where they differ by a bit
 */
export async function workRound(given: RoundCase, prepared: PreparedRound) {
  const { facts, values: setup } = await workSetup(given, prepared)
  const shares = await workShares(facts)
  const sharers = workDeliveries(facts, shares)
  const masked = await workMaskedVectors(facts, sharers, prepared.vectors)
  const survivors = workSurvivors(facts, sharers, masked)
  const { confirmations, quorums } = await workQuorums(facts, sharers, survivors)
  const confirmed = confirmations.map(({ position }) => position)
  const openings = await workOpenings(facts, shares, sharers, survivors, confirmed)
  const opened = await workResult(facts, prepared, sharers, survivors, masked)

  const expected = new Map<string, Uint8Array>()
  const note = (step: OwnerStep | RelayStep, index: number, message: Uint8Array) =>
    expected.set(messageName(step, index), message)
  const noteAll = (
    step: OwnerStep | RelayStep,
    sent: readonly { readonly position: number; readonly message: Uint8Array }[],
  ) => {
    for (const { position, message } of sent) note(step, facts.at(position).index, message)
  }
  const told = (positions: readonly number[], messages: readonly Uint8Array[]) =>
    positions.map((position, place) => ({ position, message: messages[place] ?? new Uint8Array() }))
  for (const [index, message] of setup.offer.messages.entries()) note("offer", index, message)
  for (const { index, message } of setup.advertisements) note("advertise", index, message)
  noteAll("roster", told([...setup.roster.messages.keys()], setup.roster.messages))
  noteAll("shares", shares)
  noteAll("deliver", told(sharers.positions, sharers.messages))
  noteAll("masked", masked)
  noteAll("survivors", told(survivors.positions, survivors.messages))
  noteAll("confirm", confirmations)
  noteAll("quorum", quorums)
  noteAll("unmask", openings)
  noteAll("result", told(survivors.positions, opened.messages))

  const recorded = await record(given, prepared)
  const names = new Set([...expected.keys(), ...recorded.messages.keys()])
  for (const name of names) {
    const [ours, theirs] = [expected.get(name), recorded.messages.get(name)]
    if (ours === undefined || theirs === undefined || toHex(ours) !== toHex(theirs))
      throw new Error(`${given.name}: the state machines and the pure functions differ in "${name}"`)
  }
  if (!sameLanes(recorded.sum, opened.sum)) throw new Error(`${given.name}: the opened sum is another`)

  return {
    ...setup,
    shares,
    sharers,
    masked,
    survivors,
    confirmations,
    quorums,
    openings,
    opened,
  }
}
