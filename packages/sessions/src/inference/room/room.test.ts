import type { InferenceSeat } from "@tutti/protocol"
import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { newRoom, type Room, type RoomEffect, type RoomEvent, roomStep } from "./room.ts"

const KEY = "k".repeat(43)
const came = (seat: InferenceSeat): RoomEvent => ({ kind: "came", seat, identityKey: KEY, nowMs: 0 })
const says = (
  from: InferenceSeat,
  message: Extract<RoomEvent, { kind: "received" }>["message"],
  payload = new Uint8Array(0),
  nowMs = 0,
): RoomEvent => ({ kind: "received", from, message, payload, nowMs })
const key = (from: InferenceSeat, length = 96): RoomEvent =>
  says(from, { kind: "run-key", run: 1 }, new Uint8Array(length).fill(1))

function after(...events: RoomEvent[]): { state: Room; effects: RoomEffect[] } {
  return events.reduce<{ state: Room; effects: RoomEffect[] }>(
    ({ state, effects }, event) => {
      const next = roomStep(state, event)
      return { state: next.state, effects: [...effects, ...next.effects] }
    },
    { state: newRoom(1_000), effects: [] },
  )
}

const everybody = [came("dealer"), came("client"), came("owner")]
const begun = [...everybody, says("client", { kind: "begin" })]
const keyed = [...begun, key("client"), key("dealer"), key("owner")]
/** What the last event makes the room say, and to whom. */
function said(events: RoomEvent[]): [InferenceSeat, string, unknown][] {
  const before = after(...events.slice(0, -1)).effects.length
  return after(...events)
    .effects.slice(before)
    .flatMap((effect) =>
      effect.kind === "send"
        ? [[effect.to, effect.message.kind, "code" in effect.message ? effect.message.code : null]]
        : [],
    )
}

describe("[R27] the room where the three meet", () => {
  test("offers a run to all when the client begins, and the keys to all when all have said theirs", () => {
    expect(said(begun)).toEqual([
      ["dealer", "run-offered", null],
      ["client", "run-offered", null],
      ["owner", "run-offered", null],
    ])
    expect(said(keyed).map(([to, kind]) => `${to}: ${kind}`)).toEqual([
      "dealer: run-roster",
      "client: run-roster",
      "owner: run-roster",
    ])
  })

  test("[EI28] counts on where a relay that was started again has been told it was", () => {
    const told = [...everybody, says("client", { kind: "begin" })].reduce(
      (state, event) => roomStep(state, event).state,
      newRoom(1_000, 7),
    )
    expect(told.run?.number).toBe(8)
  })

  test("passes a letter on as it came, with its sender's seat", () => {
    const payload = Uint8Array.of(1, 2, 3)
    const letter = says("client", { kind: "sealed", run: 1, to: "owner" }, payload)
    expect(after(...keyed, letter).effects.at(-1)).toEqual({
      kind: "send",
      to: "owner",
      message: { kind: "letter", run: 1, from: "client" },
      payload,
    })
  })

  test.each<[string, RoomEvent[], string]>([
    [
      "a run that somebody else than the client begins",
      [...everybody, says("owner", { kind: "begin" })],
      "E_FORBIDDEN",
    ],
    ["a run while one is open", [...begun, says("client", { kind: "begin" })], "E_WRONG_STATE"],
    [
      "a run without the dealer",
      [came("client"), came("owner"), says("client", { kind: "begin" })],
      "E_IN_ABSENT",
    ],
    ["a key twice", [...begun, key("owner"), key("owner")], "E_DUPLICATE"],
    [
      "a letter before the keys",
      [...begun, says("client", { kind: "sealed", run: 1, to: "owner" })],
      "E_WRONG_STATE",
    ],
    [
      "a letter to oneself",
      [...keyed, says("client", { kind: "sealed", run: 1, to: "client" })],
      "E_WRONG_STATE",
    ],
    [
      "an end that the client did not say",
      [...keyed, says("dealer", { kind: "finish", run: 1 })],
      "E_FORBIDDEN",
    ],
  ])("refuses %s", (_, events, code) => {
    expect(said(events)).toEqual([[expect.any(String), "refused", code]])
  })

  test("a key of another length ends the run for all", () => {
    expect(said([...begun, key("owner", 95)]).map(([, kind, code]) => [kind, code])).toEqual([
      ["run-ended", "E_IN_KEYS"],
      ["run-ended", "E_IN_KEYS"],
      ["run-ended", "E_IN_KEYS"],
    ])
  })

  test("silence is measured from the last letter", () => {
    const letter = says("client", { kind: "sealed", run: 1, to: "owner" }, new Uint8Array(1), 900)
    const early = after(...keyed, letter, { kind: "timer", nowMs: 1_000 })
    expect(early.state.run).not.toBeNull()
    expect(early.effects.at(-1)).toEqual({ kind: "start-timer", afterMs: 900 })
    expect(after(...keyed, letter, { kind: "timer", nowMs: 1_900 }).state.run).toBeNull()
  })

  test("letters of a run that is over go nowhere", () => {
    const late = says("client", { kind: "sealed", run: 1, to: "owner" })
    expect(said([...keyed, says("client", { kind: "finish", run: 1 }), late])).toEqual([])
  })

  test("whatever happens, no number is used for two runs, and nothing is said to whoever is not there", () => {
    const seat = fc.constantFrom<InferenceSeat>("dealer", "client", "owner")
    const run = fc.integer({ min: 1, max: 4 })
    const event: fc.Arbitrary<RoomEvent> = fc.oneof(
      seat.map(came),
      seat.map((one): RoomEvent => ({ kind: "left", seat: one, nowMs: 0 })),
      seat.map((one) => says(one, { kind: "begin" })),
      fc
        .tuple(seat, run)
        .map(([one, number]) => says(one, { kind: "run-key", run: number }, new Uint8Array(96))),
      fc.tuple(seat, seat, run).map(([one, to, number]) => says(one, { kind: "sealed", run: number, to })),
      fc.tuple(seat, run).map(([one, number]) => says(one, { kind: "finish", run: number })),
      fc.constant<RoomEvent>({ kind: "timer", nowMs: 5_000 }),
    )
    fc.assert(
      fc.property(fc.array(event, { maxLength: 60 }), (events) => {
        let state = newRoom(1_000)
        const runs: number[] = []
        for (const one of events) {
          const step = roomStep(state, one)
          state = step.state
          for (const effect of step.effects) {
            if (effect.kind === "log" && effect.what === "run-begun") runs.push(effect.run)
            const isThere = effect.kind !== "send" || state.present.has(effect.to) || one.kind === "received"
            expect(isThere).toBe(true)
          }
          if (state.run !== null) expect(state.present.size).toBe(3)
        }
        expect(new Set(runs).size).toBe(runs.length)
      }),
    )
  })
})
