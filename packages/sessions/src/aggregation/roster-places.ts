import type { ParticipantId } from "@tutti/protocol"

/** A frozen roster as both who and where: sums name owners by their index, studies by their identity. */
export class RosterPlaces {
  readonly #owners: readonly ParticipantId[]
  readonly #indices: ReadonlyMap<ParticipantId, number>

  /** @param owners by index */
  constructor(owners: readonly ParticipantId[]) {
    this.#owners = owners
    this.#indices = new Map(owners.map((participant, index) => [participant, index]))
  }

  /** @throws {Error} for an index that the roster does not have: that is a bug. */
  at(index: number): ParticipantId {
    const participant = this.#owners[index]
    if (participant === undefined) throw new Error(`nobody has the index ${index}`)
    return participant
  }

  /** @throws {Error} for somebody who is not in the roster: that is a bug. */
  of(participant: ParticipantId): number {
    const index = this.#indices.get(participant)
    if (index === undefined) throw new Error("only owners of the roster are in an aggregation")
    return index
  }
}
