import { describe, expect, test } from "vitest"
import { alice, bob, carol, cast, dealer, SMALL, smallParts } from "./houses.ts"
import type { Letter } from "./stage.ts"

/** The moment at which a letter of this kind (and round) is first on its way to the relay or from it. */
type Moment = { readonly kind: Letter["message"]["kind"]; readonly to: Letter["to"]; readonly round?: number }

const isAt = ({ kind, to, round }: Moment, letter: Letter): boolean =>
  letter.message.kind === kind &&
  letter.to === to &&
  (round === undefined || ("round" in letter.message && letter.message.round === round))

/** Everybody is there; as soon as the moment comes, `happens`. */
async function run(moment: Moment, happens: (scene: Awaited<ReturnType<typeof cast>>) => void, parties = 3) {
  const scene = await cast({ design: SMALL, dealer }, smallParts(parties))
  const { stage } = scene
  let hasHappened = false
  stage.mallory = (letter) => {
    if (!hasHappened && isAt(moment, letter)) {
      hasHappened = true
      happens(scene)
    }
    return [letter]
  }
  expect(await stage.command("start")).toBeNull()
  expect(hasHappened).toBe(true)
  stage.mallory = (letter) => [letter]
  return scene
}

const PARTY_STEPS: [string, Moment][] = [
  ["when the run is offered", { kind: "run-offered", to: "party" }],
  ["when the first key is said", { kind: "run-key", to: "relay" }],
  ["when the keys are shown", { kind: "run-roster", to: "party" }],
  ["when material comes", { kind: "material", to: "relay" }],
  ["when frame keys are said", { kind: "frame-keys", to: "relay" }],
  ["when frame keys are handed out", { kind: "frame-keys", to: "party" }],
  ...[1, 2, 3, 4, 5].map((round): [string, Moment] => [
    `when the first frame of round ${round} is said`,
    { kind: "frame", to: "relay", round },
  ]),
]

describe("[G7] a party that is gone before all has been opened ends the run for all", () => {
  test.each(PARTY_STEPS)("%s", async (_, moment) => {
    const scene = await run(moment, ({ stage }) => stage.network.cut(bob.label))
    const { stage, parties, indexOf } = scene
    expect(stage.committed.ended).toMatchObject([{ run: 1, reason: "party-gone", party: indexOf(bob) }])
    expect(stage.committed).toMatchObject({ state: "open", outcome: null })
    expect(stage.sent("report")).toEqual([])
    // A party that has said all that it had to keeps its run: it could still be open without its knowing.
    for (const party of parties)
      if (party !== parties[1] || moment.round !== 5)
        expect(party.view()).toMatchObject({ result: null, run: null })

    // Everybody comes back, and the next run has another number, fresh keys and fresh material.
    stage.network.mend(bob.label)
    await stage.settle()
    expect(await stage.command("start")).toBeNull()
    const keys = stage.sent("run-key").flatMap(({ payload }) => (payload ? [String(payload)] : []))
    expect(new Set(keys).size).toBe(keys.length)
    expect(await stage.result()).toMatchObject({ ok: true, run: 2 })
  })

  test("an owner that leaves by its own wish, likewise; it is missed until it agrees anew", async () => {
    const { stage, parties } = await run({ kind: "frame", to: "relay", round: 2 }, (scene) => {
      void scene.parties[1]?.leave()
    })
    expect(stage.committed.ended).toMatchObject([{ run: 1, reason: "party-gone" }])
    expect(parties[1]?.view().phase).toBe("left")
    expect(await stage.command("start")).toBe("E_TOO_FEW_OWNERS")
  })
})

describe("[G8] a dealer that is gone before all material is out ends the run for all", () => {
  test.each(PARTY_STEPS.slice(0, 4))("%s", async (_, moment) => {
    const { stage } = await run(moment, (scene) => scene.stage.network.cut(dealer.label))
    expect(stage.committed.ended).toMatchObject([{ run: 1, reason: "dealer-gone" }])
    expect(stage.sent("frame")).toEqual([])
    expect(await stage.command("start")).toBe("E_RG_DEALER")
    stage.network.mend(dealer.label)
    await stage.settle()
    expect(await stage.command("start")).toBeNull()
    expect(await stage.result()).toMatchObject({ ok: true, run: 2 })
  })

  test("after that it is not missed", async () => {
    const { stage } = await run({ kind: "frame", to: "relay", round: 2 }, (scene) =>
      scene.stage.network.cut(dealer.label),
    )
    expect(await stage.result()).toMatchObject({ ok: true, run: 1 })
  })
})

describe("[G9] what is open to the parties is not lost with a line", () => {
  test("a party that loses its line after its last frame opens what waits for it when it comes back", async () => {
    const { stage, parties } = await run({ kind: "frames", to: "party", round: 5 }, (scene) =>
      scene.stage.network.cut(bob.label),
    )
    expect(stage.committed.open?.reports.size).toBe(2)
    await stage.clock.advance(10 * stage.spec.deadlineMs)
    expect(stage.committed.open).not.toBeNull()
    stage.network.mend(bob.label)
    await stage.settle()
    expect(await stage.result()).toMatchObject({ ok: true, run: 1 })
    for (const party of parties) expect(party.view().phase).toBe("finished")
  })

  test("a page that was closed after it had opened everything says its report again", async () => {
    const { stage } = await run({ kind: "report", to: "relay" }, (scene) => {
      scene.stage.network.cut(carol.label)
    })
    const parts = smallParts(3)
    await stage.crash(carol)
    const [, , part] = parts
    if (part) await stage.enter(carol, part)
    expect(await stage.result()).toMatchObject({ ok: true, run: 1 })
  })

  test("a page that was closed between the two opens it from what it kept, before its owner has chosen any rows", async () => {
    const { stage } = await run({ kind: "frames", to: "party", round: 5 }, (scene) =>
      scene.stage.network.cut(bob.label),
    )
    expect(stage.partyRecords.get(bob.label)).toMatchObject({ closing: { run: 1 }, report: null })
    await stage.crash(bob)
    expect(stage.committed.open?.reports.size).toBe(2)
    const again = stage.join(bob)
    await stage.settle()
    expect(await stage.result()).toMatchObject({ ok: true, run: 1 })
    expect(again.view()).toMatchObject({ phase: "finished", result: { run: 1 } })
    // Nothing of the run is kept but its report, and that this data enters no other.
    expect(stage.partyRecords.get(bob.label)).toMatchObject({
      closing: null,
      report: { run: 1 },
      data: [{ begun: 1, finished: true }],
    })
  })

  test("what it kept of a run that has ended since is forgotten, and opens nothing", async () => {
    const { stage } = await run({ kind: "frame", to: "relay", round: 5 }, (scene) =>
      scene.stage.network.cut(bob.label),
    )
    await stage.crash(bob)
    expect(stage.committed.ended).toMatchObject([{ run: 1, reason: "party-gone" }])
    stage.network.mend(bob.label)
    const part = smallParts(3)[1]
    if (part) await stage.enter(bob, part)
    expect(await stage.command("start")).toBeNull()
    expect(await stage.result()).toMatchObject({ ok: true, run: 2 })
    expect(stage.partyRecords.get(bob.label)).toMatchObject({ closing: null, report: { run: 2 } })
  })

  test("a page that never comes back: the admin stops", async () => {
    const { stage } = await run({ kind: "frames", to: "party", round: 5 }, (scene) =>
      scene.stage.network.cut(bob.label),
    )
    await stage.crash(bob)
    expect(stage.committed.open?.reports.size).toBe(2)
    expect(await stage.command("stop")).toBeNull()
    expect(stage.committed).toMatchObject({ state: "stopped", outcome: null })
  })

  test("last frames that are not those that were sealed open nothing, also after a reload", async () => {
    const scene = await run({ kind: "frames", to: "party", round: 5 }, ({ stage }) =>
      stage.network.cut(bob.label),
    )
    const { stage, indexOf } = scene
    await stage.crash(bob)
    stage.mallory = (letter) =>
      letter.message.kind === "frames" && letter.who === bob.label && letter.payload
        ? [{ ...letter, payload: letter.payload.map((byte, at) => (at === 0 ? byte ^ 1 : byte)) }]
        : [letter]
    const again = stage.join(bob)
    await stage.settle()
    expect(again.view()).toMatchObject({ result: null, refusal: "E_RG_SEAL" })
    expect(stage.committed.ended).toMatchObject([{ run: 1, reason: "refused", code: "E_RG_SEAL" }])
    expect(stage.committed.ended[0]?.party).not.toBe(indexOf(bob))
  })
})

describe("[G10] nobody waits without an end", () => {
  test.each([
    ["a key", "run-key", bob],
    ["the dealer's key", "run-key", dealer],
    ["frame keys", "frame-keys", bob],
    ["a frame", "frame", alice],
  ] as const)("%s that does not come in its time ends the run", async (_, kind, person) => {
    const scene = await cast({ design: SMALL, dealer }, smallParts(2))
    const { stage } = scene
    stage.mallory = (letter) => (letter.message.kind === kind && letter.who === person.label ? [] : [letter])
    expect(await stage.command("start")).toBeNull()
    expect(stage.committed.open).not.toBeNull()
    await stage.clock.advance(stage.spec.deadlineMs - 1)
    expect(stage.committed.open).not.toBeNull()
    await stage.clock.advance(1)
    await stage.settle()
    expect(stage.committed.ended).toMatchObject([{ reason: "deadline" }])
    expect(stage.sent("run-ended").length).toBe(3)
  })

  test("who waits is told for what, how much of it is there, and until when", async () => {
    const scene = await cast({ design: SMALL, dealer }, smallParts(2))
    const { stage, parties } = scene
    await stage.clock.advance(1_000)
    expect(parties[0]?.view().wait).toMatchObject({ for: "admin" })
    stage.mallory = (letter) => (letter.message.kind === "frame" && letter.who === bob.label ? [] : [letter])
    await stage.command("start")
    await stage.clock.advance(1_000)
    await stage.settle()
    expect(parties[0]?.view().wait).toMatchObject({ for: "frames", round: 1, have: 1, need: 2 })
    expect(parties[0]?.view().wait?.remainingMs).toBeLessThan(stage.spec.deadlineMs)
  })
})

describe("[G7] where sums are opened", () => {
  test("an owner that is gone is not in the sum; the others are", async () => {
    const { stage } = await cast({ design: SMALL }, smallParts(4))
    stage.network.cut(bob.label)
    await stage.settle()
    expect(await stage.command("start")).toBeNull()
    expect(await stage.result()).toMatchObject({ ok: true, run: 1 })
    expect(stage.committed.outcome?.sums?.survivors).toBe(3)
  })

  test("too few of them open nothing, and the next run is another sum", async () => {
    const { stage } = await cast({ design: SMALL }, smallParts(3))
    let isFirst = true
    stage.mallory = (letter) => {
      if (isFirst && letter.message.kind === "aggregation" && letter.message.step === "roster") {
        isFirst = false
        stage.network.cut(bob.label)
      }
      return [letter]
    }
    expect(await stage.command("start")).toBeNull()
    await stage.clock.advance(6 * stage.spec.deadlineMs)
    await stage.settle()
    expect(stage.committed.ended).toMatchObject([{ run: 1, reason: "too-few-survivors" }])
    expect(await stage.command("start")).toBe("E_TOO_FEW_OWNERS")
    stage.network.mend(bob.label)
    await stage.settle()
    expect(await stage.command("start")).toBeNull()
    expect(await stage.result()).toMatchObject({ ok: true, run: 2 })
  })
})
