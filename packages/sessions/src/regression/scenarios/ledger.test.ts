import { describe, expect, test } from "vitest"
import { alice, bob, cast, dealer, SMALL, smallParts } from "./houses.ts"
import type { Letter } from "./stage.ts"

const part = (index: number) => {
  const found = smallParts(2)[index]
  if (found === undefined) throw new Error("nobody has that part")
  return found
}

const refusals = (letters: readonly Letter[]) =>
  letters.flatMap(({ message }) => (message.kind === "run-failed" ? [message.code] : []))

describe("[G11] data enters as many runs as its owner agreed to, and none after a finished one", () => {
  test("runs that failed count; the first frame is what counts, whatever comes after it", async () => {
    const { stage, parties } = await cast({ design: SMALL, dealer, changes: { mostRuns: 2 } }, smallParts(2))
    stage.mallory = (letter) =>
      letter.message.kind === "frame" && letter.message.round === 2 ? [] : [letter]
    for (const run of [1, 2]) {
      expect(await stage.command("start")).toBeNull()
      await stage.clock.advance(stage.spec.deadlineMs)
      await stage.settle()
      expect(stage.partyRecords.get("alice")?.data).toMatchObject([{ begun: run, finished: false }])
    }
    const before = stage.sent("frame").length
    expect(await stage.command("start")).toBeNull()
    expect(stage.committed.ended.at(-1)).toMatchObject({ run: 3, reason: "refused", code: "E_RG_BUDGET" })
    expect(stage.sent("frame")).toHaveLength(before)
    expect(parties[0]?.view().refusal).toBe("E_RG_BUDGET")
  })

  test("a run that ended before anything of the data left does not count", async () => {
    const { stage } = await cast({ design: SMALL, dealer, changes: { mostRuns: 1 } }, smallParts(2))
    stage.mallory = (letter) => (letter.message.kind === "material" ? [] : [letter])
    await stage.command("start")
    await stage.clock.advance(stage.spec.deadlineMs)
    await stage.settle()
    stage.mallory = (letter) => [letter]
    expect(await stage.command("start")).toBeNull()
    expect(await stage.result()).toMatchObject({ ok: true, run: 2 })
  })

  test("a page that was loaded anew knows it, too", async () => {
    const { stage } = await cast({ design: SMALL, dealer, changes: { mostRuns: 1 } }, smallParts(2))
    stage.mallory = (letter) => (letter.message.kind === "frame" ? [] : [letter])
    await stage.command("start")
    await stage.crash(alice)
    await stage.enter(alice, part(0))
    stage.mallory = (letter) => [letter]
    await stage.command("start")
    expect(stage.committed.ended.at(-1)).toMatchObject({ run: 2, code: "E_RG_BUDGET" })
  })

  test("one finished run, whatever the relay offers after it", async () => {
    const { stage, parties } = await cast({ design: SMALL, dealer }, smallParts(2))
    // The relay keeps the end to itself, forgets the run, and asks again.
    stage.mallory = (letter) => (letter.message.kind === "finished" ? [] : [letter])
    await stage.command("start")
    expect(await stage.command("start")).toBe("E_STUDY_CLOSED")
    stage.records.splice(stage.records.findIndex(({ kind }) => kind === "run-opened"))
    await stage.restart()
    expect(stage.committed.ended).toMatchObject([{ run: 1, reason: "relay-restarted" }])
    const frames = stage.sent("frame").length
    expect(await stage.command("start")).toBeNull()
    expect(refusals(stage.letters)).toContain("E_RG_DONE")
    expect(stage.sent("frame")).toHaveLength(frames)
    expect(parties[0]?.view().refusal).toBe("E_RG_DONE")
  })

  test("other rows are another data set; the same sums are the same, whoever brings them", async () => {
    const { stage } = await cast({ design: SMALL, dealer, changes: { mostRuns: 1 } }, smallParts(2))
    stage.mallory = (letter) => (letter.message.kind === "frame" ? [] : [letter])
    await stage.command("start")
    await stage.crash(alice)
    await stage.crash(bob)
    stage.mallory = (letter) => [letter]
    await stage.enter(alice, part(1))
    await stage.enter(bob, part(0))
    expect(await stage.command("start")).toBeNull()
    expect(await stage.result()).toMatchObject({ ok: true, run: 2 })
  })

  test("with sums opened, likewise", async () => {
    const { stage } = await cast({ design: SMALL, changes: { mostRuns: 1 } }, smallParts(3))
    stage.mallory = (letter) =>
      letter.message.kind === "aggregation" && letter.message.step === "confirm" ? [] : [letter]
    await stage.command("start")
    await stage.clock.advance(6 * stage.spec.deadlineMs)
    await stage.settle()
    expect(stage.committed.ended).toHaveLength(1)
    stage.mallory = (letter) => [letter]
    await stage.command("start")
    await stage.clock.advance(6 * stage.spec.deadlineMs)
    await stage.settle()
    expect(refusals(stage.letters)).toEqual(["E_RG_BUDGET", "E_RG_BUDGET", "E_RG_BUDGET"])
    expect(stage.committed).toMatchObject({ state: "open", outcome: null })
  })
})

describe("[G12] what a machine cannot write down it does not do", () => {
  test("a party whose first frame cannot be written down says so, and none leaves", async () => {
    const { stage } = await cast({ design: SMALL, dealer }, smallParts(2))
    stage.full.add("bob")
    await stage.command("start")
    expect(stage.committed.ended).toMatchObject([{ reason: "refused", code: "E_RECORD" }])
    expect(stage.sent("frame").some(({ who }) => who === "bob")).toBe(false)
  })

  test("a dealer that cannot burn a run deals nothing for it", async () => {
    const { stage } = await cast({ design: SMALL, dealer }, smallParts(2))
    stage.full.add("dealer")
    await stage.command("start")
    expect(stage.committed.ended).toMatchObject([{ reason: "refused", code: "E_RECORD" }])
    expect(stage.sent("run-key").some(({ who }) => who === "dealer")).toBe(false)
  })
})

describe("[G13] no run twice", () => {
  test("the dealer burns a run before its key leaves: asked again, also after a restart, it deals nothing", async () => {
    const { stage } = await cast({ design: SMALL, dealer }, smallParts(2))
    stage.mallory = (letter) => (letter.message.kind === "frame" ? [] : [letter])
    await stage.command("start")
    expect(stage.dealerRecords.get("dealer")?.lastRun).toBe(1)
    const offer = stage.sent("run-offered").find(({ who }) => who === "dealer")
    const roster = stage.sent("run-roster").find(({ who }) => who === "dealer")
    const dealt = stage.sent("material").length
    if (!offer || !roster) throw new Error("the dealer was not asked")
    // Once more in the same run, then to a dealer that has started anew.
    stage.deliverAgain(roster)
    await stage.settle()
    stage.deliverAgain(offer)
    await stage.settle()
    await stage.crash(dealer)
    const again = await stage.deal(dealer)
    stage.deliverAgain(offer)
    stage.deliverAgain(roster)
    await stage.settle()
    expect(refusals(stage.letters)).toEqual(["E_RG_BURNED", "E_RG_BURNED", "E_RG_BURNED"])
    expect(stage.sent("material")).toHaveLength(dealt)
    expect(again.view().dealt).toEqual([])
  })

  test("a party enters no run again, and none below one that it has been in", async () => {
    const { stage } = await cast({ design: SMALL, dealer }, smallParts(2))
    stage.mallory = (letter) =>
      letter.message.kind === "frame" && letter.message.round === 2 ? [] : [letter]
    await stage.command("start")
    await stage.clock.advance(stage.spec.deadlineMs)
    await stage.settle()
    const offer = stage.sent("run-offered").find(({ who }) => who === "alice")
    if (!offer) throw new Error("no run was offered")
    const keys = stage.sent("run-key").length
    stage.deliverAgain(offer)
    await stage.settle()
    expect(refusals(stage.letters)).toEqual(["E_RG_REPLAY"])
    expect(stage.sent("run-key")).toHaveLength(keys)
  })

  test.each(["run-roster", "material", "frame-keys", "frames"] as const)(
    "%s that comes twice ends the run",
    async (kind) => {
      const { stage } = await cast({ design: SMALL, dealer }, smallParts(2))
      stage.mallory = (letter) =>
        letter.to === "party" && letter.who === "alice" && letter.message.kind === kind
          ? [letter, letter]
          : [letter]
      await stage.command("start")
      expect(stage.committed.ended).toMatchObject([{ reason: "refused", code: "E_RG_REPLAY" }])
      expect(stage.sent("report")).toEqual([])
    },
  )

  test("what a party says twice counts once", async () => {
    const { stage } = await cast({ design: SMALL, dealer }, smallParts(2))
    stage.mallory = (letter) => (letter.to === "relay" ? [letter, letter] : [letter])
    await stage.command("start")
    expect(await stage.result()).toMatchObject({ ok: true, run: 1 })
  })

  test("frames of an earlier round in the place of a later one do not open", async () => {
    const { stage } = await cast({ design: SMALL, dealer }, smallParts(2))
    let first: Uint8Array | undefined
    stage.mallory = (letter) => {
      if (letter.message.kind !== "frames" || letter.who !== "alice") return [letter]
      first ??= letter.payload
      return [{ ...letter, payload: first }]
    }
    await stage.command("start")
    expect(stage.committed.ended).toMatchObject([{ reason: "refused", code: "E_RG_SEAL" }])
    expect(stage.sent("report")).toEqual([])
  })

  test("two parties' frames in each other's place do not open", async () => {
    const { stage } = await cast({ design: SMALL, dealer }, smallParts(3))
    stage.mallory = (letter) => {
      if (letter.message.kind !== "frames" || letter.who !== "alice") return [letter]
      const bytes = letter.payload ?? new Uint8Array(0)
      const half = bytes.length / 2
      return [{ ...letter, payload: Uint8Array.from([...bytes.slice(half), ...bytes.slice(0, half)]) }]
    }
    await stage.command("start")
    expect(stage.committed.ended).toMatchObject([{ reason: "refused", code: "E_RG_SEAL" }])
  })
})
