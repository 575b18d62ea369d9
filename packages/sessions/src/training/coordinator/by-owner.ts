import type { ParticipantId } from "@tutti/protocol"

/**
 * What is known of each owner; never written into. A change makes a new one that shares everything but an array of
 * references: a Map of a thousand owners, copied at every message, would cost more than the message.
 */
export class ByOwner<Value> implements Iterable<[ParticipantId, Value]> {
  private constructor(
    private readonly places: ReadonlyMap<ParticipantId, number>,
    private readonly slots: readonly (Value | undefined)[],
    readonly size: number,
  ) {}

  /** Empty. @param expected who will come: entries are in this order, and others after them as they come. */
  static none<Value>(expected: readonly ParticipantId[] = []): ByOwner<Value> {
    const places = new Map(expected.map((participant, place) => [participant, place]))
    return new ByOwner(places, Array<Value | undefined>(places.size).fill(undefined), 0)
  }

  static of<Value>(entries: readonly (readonly [ParticipantId, Value])[]): ByOwner<Value> {
    const places = new Map(entries.map(([participant], place) => [participant, place]))
    return new ByOwner(
      places,
      entries.map(([, value]) => value),
      places.size,
    )
  }

  get(participant: ParticipantId): Value | undefined {
    const place = this.places.get(participant)
    return place === undefined ? undefined : this.slots[place]
  }

  has(participant: ParticipantId): boolean {
    return this.get(participant) !== undefined
  }

  with(participant: ParticipantId, value: Value): ByOwner<Value> {
    const size = this.has(participant) ? this.size : this.size + 1
    const place = this.places.get(participant)
    if (place !== undefined) return new ByOwner(this.places, this.slots.with(place, value), size)
    const places = new Map(this.places).set(participant, this.places.size)
    return new ByOwner(places, [...this.slots, value], size)
  }

  /** Changes the values of these owners; who has none is left out. */
  change(participants: readonly ParticipantId[], changed: (value: Value) => Value): ByOwner<Value> {
    const slots = [...this.slots]
    for (const participant of participants) {
      const place = this.places.get(participant)
      const value = place === undefined ? undefined : slots[place]
      if (place !== undefined && value !== undefined) slots[place] = changed(value)
    }
    return new ByOwner(this.places, slots, this.size)
  }

  *[Symbol.iterator](): Iterator<[ParticipantId, Value]> {
    for (const [participant, place] of this.places) {
      const value = this.slots[place]
      if (value !== undefined) yield [participant, value]
    }
  }

  values(): Value[] {
    return this.slots.filter((value) => value !== undefined)
  }
}
