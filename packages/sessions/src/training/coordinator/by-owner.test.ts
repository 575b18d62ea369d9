import { ParticipantId } from "@tutti/protocol"
import * as fc from "fast-check"
import { expect, test } from "vitest"
import { ByOwner } from "./by-owner.ts"

const owner = (index: number) => ParticipantId.parse(index.toString(16).padStart(64, "0"))
const who = fc.nat(9).map(owner)
const entries = fc.array(fc.tuple(who, fc.nat()), { maxLength: 20 })

test("it is a Map whose every change is a new one", () => {
  fc.assert(
    fc.property(fc.uniqueArray(who), entries, (expected, changes) => {
      let mine = ByOwner.none<number>(expected)
      const map = new Map<ParticipantId, number>()
      for (const [participant, value] of changes) {
        const before = [...mine]
        const changed = mine.with(participant, value)
        expect([...mine]).toEqual(before)
        mine = changed
        map.set(participant, value)
      }
      expect(new Map(mine)).toEqual(map)
      expect(mine.size).toBe(map.size)
      expect(new Set(mine.values())).toEqual(new Set(map.values()))
      for (let index = 0; index < 10; index++) {
        expect(mine.get(owner(index))).toBe(map.get(owner(index)))
        expect(mine.has(owner(index))).toBe(map.has(owner(index)))
      }
    }),
    { seed: 1 },
  )
})

test("those who are expected come in the order of the expectation, others as they come", () => {
  const [alice, bob, carol, dave] = [owner(1), owner(2), owner(3), owner(4)]
  const known = ByOwner.none<string>([carol, alice])
    .with(dave, "d")
    .with(alice, "a")
    .with(bob, "b")
    .with(carol, "c")
  expect([...known].map(([, letter]) => letter)).toEqual(["c", "a", "d", "b"])
  expect(known.values()).toEqual(["c", "a", "d", "b"])
})

test("many change at once; who is not known is left out", () => {
  const known = ByOwner.of([
    [owner(1), 10],
    [owner(2), 20],
  ])
  const changed = known.change([owner(2), owner(3)], (value) => value + 1)
  expect([...changed]).toEqual([
    [owner(1), 10],
    [owner(2), 21],
  ])
  expect(known.get(owner(2))).toBe(20)
})
