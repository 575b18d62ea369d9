import { combineStatistics, openedValues, regressionTable, solveAggregate } from "@tutti/regression"
import {
  BOSTON_NAMES,
  bostonColumns,
  bostonOracle,
  designOf,
  expectOracle,
  rowsOf,
  splitRows,
  statisticsOf,
} from "@tutti/regression/scenarios"
import { describe, expect, test } from "vitest"
import { type Cast, cast, dealer, SMALL, smallParts } from "./houses.ts"

const columns = bostonColumns()
const boston = designOf(BOSTON_NAMES, columns)
const bostonParts = splitRows(rowsOf(columns), 4, (row) => row % 4).map((part) => statisticsOf(boston, part))

/** The admin's table of a run that must have finished. */
async function tableOf({ stage }: Cast) {
  const result = await stage.result()
  if (!result?.ok) throw new Error(result?.code ?? "no run has finished")
  return result
}

describe("[G1] a finished run gives the table of the pooled rows", () => {
  test("Boston, four owners, coefficients: the oracle at the admin and at each owner, within the bars", async () => {
    const scene = await cast({ design: boston, dealer }, bostonParts)
    const { stage, parties } = scene
    expect(await stage.command("start")).toBeNull()
    const { ok, ...result } = await tableOf(scene)
    expectOracle(result.table, bostonOracle.plain)
    for (const party of parties) {
      expect(party.view().phase).toBe("finished")
      expect(party.view().result).toEqual(result)
      const frames = party.view().ledger.filter(({ what }) => what === "frame")
      expect(frames).toHaveLength(5)
      expect(party.view().bytesOut).toBeLessThanOrEqual(130_000)
    }
    expect(stage.faults).toEqual([])
  })

  test("Boston, four owners, sums opened: the same oracle", async () => {
    const scene = await cast({ design: boston }, bostonParts)
    expect(await scene.stage.command("start")).toBeNull()
    const { ok, ...result } = await tableOf(scene)
    expectOracle(result.table, bostonOracle.plain)
    for (const party of scene.parties) {
      expect(party.view().phase).toBe("finished")
      expect(party.view().result).toEqual(result)
    }
  })

  test.each([2, 3, 4, 5])("%i parties, with coefficients opened", async (parties) => {
    const parts = smallParts(parties)
    const scene = await cast({ design: SMALL, dealer }, parts)
    await scene.stage.command("start")
    const { table } = await tableOf(scene)
    const pooled = solveAggregate(SMALL, combineStatistics(parts))
    if (!pooled.ok) throw new Error(pooled.code)
    const truth = regressionTable(SMALL, pooled.estimates)
    for (const [at, { coef, stdErr }] of truth.terms.entries())
      expect(Math.abs((table.terms[at]?.coef ?? Number.NaN) - coef) / (stdErr ?? 1)).toBeLessThan(1e-8)
    expect(table.n).toBe(truth.n)
  })

  test.each([3, 4, 5])("%i owners, with sums opened: exactly the pooled sums", async (owners) => {
    const parts = smallParts(owners)
    const scene = await cast({ design: SMALL }, parts)
    await scene.stage.command("start")
    const { table } = await tableOf(scene)
    const pooled = solveAggregate(SMALL, combineStatistics(parts))
    if (!pooled.ok) throw new Error(pooled.code)
    expect(table).toEqual(regressionTable(SMALL, pooled.estimates))
  })

  test("whoever holds which rows: the same sums and the same table", async () => {
    const parts = smallParts(3)
    const forwards = await cast({ design: SMALL }, parts)
    const backwards = await cast({ design: SMALL }, [...parts].reverse())
    for (const { stage } of [forwards, backwards]) await stage.command("start")
    const [one, other] = [await tableOf(forwards), await tableOf(backwards)]
    expect(one.opened).toEqual(other.opened)
    expect(one.table).toEqual(other.table)
  })
})

describe("[G2] what is opened is what the consent lists", () => {
  test("coefficients: by name and number, in its order, without what is masked", async () => {
    const scene = await cast({ design: SMALL, dealer }, smallParts(2))
    await scene.stage.command("start")
    const { opened } = await tableOf(scene)
    const listed = openedValues(SMALL, "coefficients").filter((value) => value.as !== "masked")
    expect(opened.map(({ name, values }) => ({ name, count: values.length }))).toEqual(
      listed.map(({ name, count }) => ({ name, count })),
    )
  })

  test("sums: likewise", async () => {
    const scene = await cast({ design: SMALL }, smallParts(3))
    await scene.stage.command("start")
    const { opened } = await tableOf(scene)
    expect(opened.map(({ name, values }) => ({ name, count: values.length }))).toEqual(
      openedValues(SMALL, "aggregate").map(({ name, count }) => ({ name, count })),
    )
  })

  test("owners are shown the table only where the study says so", async () => {
    for (const options of [{ design: SMALL, dealer }, { design: SMALL }]) {
      const scene = await cast({ ...options, changes: { ownersSeeResult: false } }, smallParts(3))
      await scene.stage.command("start")
      expect((await tableOf(scene)).table.n).toBe(30)
      for (const party of scene.parties)
        expect(party.view()).toMatchObject({ phase: "finished", result: null })
      for (const { message } of scene.stage.sent("finished")) expect(message).not.toHaveProperty("sums")
    }
  })
})

describe("[G3] relay and dealer see no opened difference", () => {
  test("no letter of a run holds a word that its parties know: frames, keys, reports", async () => {
    const scene = await cast({ design: SMALL, dealer }, smallParts(3))
    await scene.stage.command("start")
    const { transcript, opened } = await tableOf(scene)
    // What is opened stands in the reports alone, and they are sealed: no payload shows its own plain form.
    const texts = scene.stage.letters.map(({ payload, message }) =>
      [JSON.stringify(message), ...Array.from(payload ?? [], (byte) => String.fromCharCode(byte))].join(""),
    )
    const magnitude = String(opened.find(({ name }) => name === "magnitude sample")?.values[0])
    for (const secret of [transcript ?? "", magnitude, "magnitude sample"])
      expect(texts.some((text) => text.includes(secret))).toBe(false)
    // The same opened value stands in every party's frames; sealed, no two are alike.
    const frames = scene.stage.sent("frame").map(({ payload }) => String(payload))
    expect(new Set(frames).size).toBe(frames.length)
  })

  test("the dealer is sent keys and ends, and nothing that a party says after that", async () => {
    const scene = await cast({ design: SMALL, dealer }, smallParts(3))
    await scene.stage.command("start")
    const heard = scene.stage.letters.filter(({ who, to }) => who === dealer.label && to === "party")
    expect(new Set(heard.map(({ message }) => message.kind))).toEqual(
      new Set(["admitted", "waiting", "roster-frozen", "run-offered", "run-roster", "finished"]),
    )
  })
})
