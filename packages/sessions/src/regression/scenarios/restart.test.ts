import { describe, expect, test } from "vitest"
import type { RegressionRecord } from "../committed.ts"
import { alice, bob, cast, dealer, SMALL, smallParts } from "./houses.ts"
import { Stage } from "./stage.ts"

/** The relay dies as it writes its first record of this kind, and another one starts on what is there. */
async function dyingAt(kind: RegressionRecord["kind"], when: "before" | "after", aggregate = false) {
  const scene = await cast({ design: SMALL, ...(aggregate ? {} : { dealer }) }, smallParts(3))
  const { stage } = scene
  stage.dies = (record) => (record.kind === kind ? when : null)
  // The command's answer dies with the relay.
  void stage.command("start")
  await stage.settle()
  expect(stage.isDead).toBe(true)
  await stage.restart()
  return scene
}

describe("[G14] after kill −9 at any record a relay goes on from what stands", () => {
  test.each(["before", "after"] as const)(
    "%s the run was begun: it is over, and the next one has another number",
    async (when) => {
      const { stage } = await dyingAt("run-begun", when)
      expect(stage.committed.ended).toMatchObject(
        when === "after" ? [{ run: 1, reason: "relay-restarted" }] : [],
      )
      expect(stage.sent("run-offered")).toEqual([])
      expect(await stage.command("start")).toBeNull()
      expect(await stage.result()).toMatchObject({ ok: true, run: when === "after" ? 2 : 1 })
    },
  )

  test("before the last frames were written down: they have not been handed out, and the run is over", async () => {
    const { stage } = await dyingAt("run-opened", "before")
    expect(stage.sent("frames").filter(({ message }) => "round" in message && message.round === 5)).toEqual(
      [],
    )
    expect(stage.committed.ended).toMatchObject([{ run: 1, reason: "relay-restarted" }])
    expect(stage.sent("report")).toEqual([])
    expect(await stage.command("start")).toBeNull()
    expect(await stage.result()).toMatchObject({ ok: true, run: 2 })
  })

  test.each([
    ["run-opened", "after"],
    ["report-taken", "before"],
    ["report-taken", "after"],
    ["run-finished", "before"],
  ] as const)(
    "%s, %s it was written: the parties open what waits for them, and their reports come",
    async (kind, when) => {
      const { stage, parties } = await dyingAt(kind, when)
      expect(await stage.result()).toMatchObject({ ok: true, run: 1 })
      expect(stage.committed.ended).toEqual([])
      for (const party of parties) expect(party.view().phase).toBe("finished")
    },
  )

  test("after the run was finished: everybody is told", async () => {
    const { stage, parties, dealing } = await dyingAt("run-finished", "after")
    expect(await stage.result()).toMatchObject({ ok: true, run: 1 })
    for (const party of parties) expect(party.view()).toMatchObject({ phase: "finished", result: { run: 1 } })
    expect(dealing?.view().phase).toBe("finished")
  })

  test("where sums are opened: an unwritten sum is nobody's, a written one is told", async () => {
    const before = await dyingAt("run-finished", "before", true)
    expect(before.stage.committed.ended).toMatchObject([{ run: 1, reason: "relay-restarted" }])
    expect(await before.stage.command("start")).toBeNull()
    expect(await before.stage.result()).toMatchObject({ ok: true, run: 2 })
    const after = await dyingAt("run-finished", "after", true)
    expect(await after.stage.result()).toMatchObject({ ok: true, run: 1 })
    for (const party of after.parties)
      expect(party.view()).toMatchObject({ phase: "finished", result: { run: 1 } })
  })

  test.each(["owner-known", "roster-frozen"] as const)(
    "%s: whoever was known is known, whoever was not agrees again",
    async (kind) => {
      for (const when of ["before", "after"] as const) {
        const stage = await Stage.of({ design: SMALL, dealer })
        await stage.deal(dealer)
        const [one, other] = smallParts(2)
        if (!one || !other) throw new Error("nobody has that part")
        const parties = [alice, bob].map((person) => stage.join(person))
        stage.dies = (record) => (record.kind === kind ? when : null)
        void parties[0]?.enrol(one)
        void parties[1]?.enrol(other)
        await stage.settle()
        if (kind === "roster-frozen") expect(await stage.freeze()).toBe("E_INTERNAL")
        await stage.settle()
        expect(stage.isDead).toBe(true)
        await stage.restart()
        expect(stage.committed.known.size).toBe(2)
        if (stage.committed.roster === null) expect(await stage.freeze()).toBeNull()
        expect(await stage.command("start")).toBeNull()
        expect(await stage.result()).toMatchObject({ ok: true, run: 1 })
      }
    },
  )
})
